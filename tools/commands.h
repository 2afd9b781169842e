/* The subcommands of kopuro; each gets its own arguments, argv[0] being its name, and returns the exit status. */
#ifndef KOPURO_TOOLS_COMMANDS_H
#define KOPURO_TOOLS_COMMANDS_H

int command_check(int argc, char **argv);
int command_dial(int argc, char **argv);
int command_record(int argc, char **argv);
int command_graph(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_smsc(int argc, char **argv);
int command_bench(int argc, char **argv);
int command_route(int argc, char **argv);
int command_menus(int argc, char **argv);
int command_queue(int argc, char **argv);
int command_token(int argc, char **argv);

#endif
