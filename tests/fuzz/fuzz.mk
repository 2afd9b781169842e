# make fuzz                 each tests/fuzz/fuzz_NAME.c with libFuzzer under ASan and UBSan, FUZZ_SECONDS each
# make fuzz-NAME            one of them
# A new target is one file fuzz_NAME.c with LLVMFuzzerTestOneInput; tests/fuzz/seeds gives it something to begin with. What several
# targets share stands in other files of tests/fuzz; mutate_*.c are programs of their own (see mutate.t).
FUZZ_CC ?= clang
FUZZ_SECONDS ?= 30
FUZZ_CFLAGS = -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined -Wno-error
FUZZ_SRC = $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_NAMES = $(FUZZ_SRC:tests/fuzz/fuzz_%.c=%)
FUZZ_HELP = $(filter-out $(FUZZ_SRC) $(wildcard tests/fuzz/mutate_*.c),$(wildcard tests/fuzz/*.c))
FUZZ_OUT = $(BUILD)/fuzz

$(FUZZ_OUT)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(FUZZ_CC) $(ALL_CFLAGS) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link,address,undefined $(PKG_CFLAGS) -c -o $@ $<

$(FUZZ_OUT)/places/place_table.o: $(BUILD)/places/place_table.c
	@mkdir -p $(@D)
	@$(FUZZ_CC) $(ALL_CFLAGS) $(FUZZ_CFLAGS) -Wno-overlength-strings -c -o $@ $<

$(FUZZ_OUT)/libkopuro.a: $(LIB_SRC:%.c=$(FUZZ_OUT)/%.o) $(FUZZ_OUT)/places/place_table.o
	@rm -f $@
	@ar rcs $@ $^

$(FUZZ_OUT)/fuzz_%: $(FUZZ_OUT)/tests/fuzz/fuzz_%.o $(FUZZ_HELP:%.c=$(FUZZ_OUT)/%.o) $(FUZZ_OUT)/libkopuro.a
	@echo "  LD $@"
	@$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -o $@ $^ $(LIBS)

# What was found interesting stays in corpus/ for the next time; what failed is left in found/.
fuzz-%: $(FUZZ_OUT)/fuzz_%
	@mkdir -p $(FUZZ_OUT)/corpus/$* $(FUZZ_OUT)/found
	@tests/fuzz/seeds $* $(FUZZ_OUT)/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$(FUZZ_OUT)/found/$*- $(FUZZ_OUT)/corpus/$*

fuzz:
	@scripts/setup check
	@$(MAKE) $(FUZZ_NAMES:%=fuzz-%)

.PHONY: fuzz
