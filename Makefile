# make         builds build/kopurod and build/kopuro
# make bench   installs what is missing, builds, measures (docs/performance.md)
# make run     installs what is missing, builds, and is a handset (README.md)
# make check   installs what is missing, builds, runs every test through prove
# make check-long, make fuzz, make valgrind, make clean
MAKEFLAGS += --no-print-directory
BUILD ?= build
CC ?= gcc
PACKAGES = libevent_core libevent_extra libevent_openssl libosmocore libosmovty sqlite3 yaml-0.1 libsodium jansson libnats libcurl openssl libsystemd
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
OPT ?= -O2 -g
# Asked for when a compiler is needed, so that `make run` on a bare machine can install pkg-config first.
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g')
PKG_LIBS = $(shell pkg-config --libs $(PACKAGES))
ALL_CFLAGS = -std=gnu11 $(OPT) $(WARN) -D_GNU_SOURCE -Igateway -Itools -MMD -MP $(CFLAGS)
LIBS = -Wl,--as-needed $(LDFLAGS) $(PKG_LIBS) -lm

LIB_SRC = $(filter-out gateway/main.c,$(wildcard gateway/*.c gateway/*/*.c))
TOOL_SRC = $(wildcard tools/*.c)
UNIT_SRC = $(wildcard tests/unit/test_*.c)
UNIT_HELP = $(filter-out $(UNIT_SRC),$(wildcard tests/unit/*.c))
LIB_OBJ = $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/places/place_table.o $(BUILD)/wordings/wording_table.o
# What makes the table of places at build: not itself in the library that it makes a part of.
COMPILE_OBJ = $(addprefix $(BUILD)/,tools/places/compile.o gateway/places/place_level.o gateway/places/place_fold.o gateway/text/letter.o gateway/text/typing.o gateway/base/utf8.o)
TOOL_OBJ = $(TOOL_SRC:%.c=$(BUILD)/%.o)
UNIT = $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/%)

all: $(BUILD)/kopurod $(BUILD)/kopuro

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/tools/places/compile: $(COMPILE_OBJ)
	@$(CC) $(OPT) -o $@ $^ $(LDFLAGS)

$(BUILD)/places/place_table.c: places/kyrgyzstan.csv $(BUILD)/tools/places/compile
	@mkdir -p $(@D)
	@echo "  PLACES $<"
	@$(BUILD)/tools/places/compile $< >$@.new && mv $@.new $@

$(BUILD)/places/place_table.o: $(BUILD)/places/place_table.c
	@$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<

$(BUILD)/wordings/wording_table.c: wordings/check.txt wordings/wordings.awk
	@mkdir -p $(@D)
	@echo "  WORDINGS $<"
	@awk -f wordings/wordings.awk $< >$@.new && mv $@.new $@

$(BUILD)/wordings/wording_table.o: $(BUILD)/wordings/wording_table.c
	@$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/libkopuro.a: $(LIB_OBJ)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/kopurod: $(BUILD)/gateway/main.o $(BUILD)/libkopuro.a
	@echo "  LD $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS)

$(BUILD)/kopuro: $(TOOL_OBJ) $(BUILD)/libkopuro.a
	@echo "  LD $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS)

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(UNIT_HELP:%.c=$(BUILD)/%.o) $(BUILD)/libkopuro.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(OPT) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) -lcmocka $(TEST_LIBS_$*)
WORLD_OBJ = $(addprefix $(BUILD)/tools/,world.o world_line.o network.o network_fault.o network_identity.o network_receipt.o handset_inbox.o handset_text.o)
$(BUILD)/tests/test_callers $(BUILD)/tests/test_editions $(BUILD)/tests/test_traffic $(BUILD)/tests/test_fault_matrix $(BUILD)/tests/test_fault $(BUILD)/tests/test_many_networks $(BUILD)/tests/test_many_links $(BUILD)/tests/test_holiday_list: $(WORLD_OBJ)
TEST_LIBS_test_pdu_oracle = -lsmpp34
TEST_LIBS_test_gsm7 = -losmogsm

# Walks every way of the shipped menus (tests/laws).
$(BUILD)/tests/robot: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/laws/*.c)) $(BUILD)/libkopuro.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(OPT) -o $@ $^ $(LIBS)

run:
	@scripts/setup run
	@$(MAKE) -s -j$$(nproc) all
	@scripts/run

bench:
	@scripts/setup run
	@$(MAKE) -s -j$$(nproc) all
	@if [ -e /usr/include/cmocka.h ]; then $(MAKE) -s -j$$(nproc) $(addprefix $(BUILD)/tests/,test_many_networks test_many_links test_link_many); fi
	@BUILD=$(BUILD) scripts/bench

# Everything through prove: unit programs write TAP by cmocka, the *.t are scripts. What was skipped is told at the end.
check:
	@scripts/setup check
	@$(MAKE) -j$$(nproc) all unit
	@scripts/prove --exec '' --comments --timer $(PROVE) $(UNIT) $(sort $(wildcard tests/*.t tests/*/*.t))

check-long:
	@scripts/setup check
	@$(MAKE) -j$$(nproc) all unit
	@LONG=1 scripts/prove --exec '' --comments --timer $(UNIT) $(sort $(wildcard tests/*.t tests/*/*.t))

unit: $(UNIT) $(BUILD)/tests/robot

clean:
	rm -rf $(BUILD)

include tests/fuzz/fuzz.mk
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all run bench check check-long unit clean
.SECONDARY:
