/// What the Glibc module does not show to Swift, and what Swift should not do: signal handlers.
///
/// All functions give 0 or what they promise, and -1 with errno when they fail.
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

/// Locks a file that is open for writing against all others that do the same, for as long as it is open.
///
/// A lock of somebody who only reads does not count, be it one of flock(2) or of fcntl(2): whoever may
/// read a file could keep its writers away. A file system without locks leaves the file to one writer.
/// Returns whether no other writer holds it.
_Bool sg_lock_among_writers(int descriptor);

/// The environment of this process: `NAME=VALUE` strings, ended by a null pointer.
char **sg_environment(void);

/// All settings of a terminal line, to be given back as they were.
struct sg_line_state {
    unsigned int storage[16];
};

/// Reads the settings of a terminal line.
int sg_get_line(int descriptor, struct sg_line_state *state);

/// Gives a terminal line settings that were read before.
int sg_set_line(int descriptor, const struct sg_line_state *state);

/// How bytes stand on a line.
struct sg_line_settings {
    /// Bits per second, any number; read back, what the driver made of it.
    unsigned int baudrate;
    /// Data bits, 5 to 8.
    unsigned int bytesize;
    /// One of the letters N, E, O, M and S.
    char parity;
    /// Whether there is more than one stop bit.
    _Bool long_stop;
    /// Whether XON and XOFF bytes pause the line.
    _Bool xonxoff;
    /// Whether the RTS and CTS lines pause the line.
    _Bool rtscts;
};

/// Makes a terminal line raw, without echo, and sets how bytes stand on it.
int sg_configure_line(int descriptor, const struct sg_line_settings *settings);

/// Reads the speed at which a line really runs, in bits per second.
int sg_get_baudrate(int descriptor, unsigned int *baudrate);

/// How a driver switches the transmitter of an RS-485 line.
struct sg_rs485_state {
    unsigned int storage[16];
};

/// Reads how a driver switches the transmitter; fails where it cannot.
int sg_get_rs485(int descriptor, struct sg_rs485_state *state);

/// Gives a driver the way to switch the transmitter that was read before.
int sg_set_rs485(int descriptor, const struct sg_rs485_state *state);

/// Lets a driver switch the transmitter on, with RTS high, while it sends, and off otherwise.
int sg_enable_rs485(int descriptor);

/// How often something was wrong on a line since its driver was loaded.
struct sg_line_errors {
    int framing, parity, overrun, breaks;
};

/// Counts what was wrong on a line; fails where the driver does not count.
int sg_get_line_errors(int descriptor, struct sg_line_errors *errors);

/// Counts the bytes that were written to a TCP socket and have not been sent.
int sg_count_unsent(int descriptor);

/// The time of day in milliseconds since 1970 began. Of `timespec`, the compiler says for some orders of
/// the files that nothing declares its members.
long long sg_get_time(void);

/// When something was last written to a file, in milliseconds since 1970 began.
int sg_get_change_time(int descriptor, long long *time);

#endif
