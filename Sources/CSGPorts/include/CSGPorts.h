/// What the Glibc module does not show to Swift, and what Swift should not do: signal handlers.
#ifndef CSGPORTS_H
#define CSGPORTS_H

/// Turns SIGHUP, SIGINT and SIGTERM into a byte, the signal's number, on a descriptor.
///
/// A signal that was ignored when the process started (nohup, a background job of a script) stays
/// ignored. To be called once.
/// Returns the descriptor, which never blocks a reader, or -1 with errno.
int sg_catch_stop_signals(void);

/// Lets a signal do again what it does by default, and sends it to this process.
void sg_die_of_signal(int number);

/// The environment of this process: `NAME=VALUE` strings, ended by a null pointer.
char **sg_environment(void);

#endif
