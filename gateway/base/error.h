/* What can go wrong, in one list. A function that can fail returns `enum error`; ERR_NONE is 0.
 * smpp/status.h maps it to an SMPP command_status.
 *
 * An error has a class: whose trouble it is. The trouble of one class never takes the path of another: what one caller, or one message, cannot have is
 * undone for that one alone (store_savepoint() of store/store.h), and only what the store cannot do is said to everybody in its commit group.
 *
 *	if (error_class(error) == ERROR_STORE)
 *		store_rollback(store); */
#ifndef KOPURO_BASE_ERROR_H
#define KOPURO_BASE_ERROR_H

enum error {
	ERR_NONE = 0,
	ERR_NOMEM,     /* the system gave no memory */
	ERR_SHORT,     /* input ends before what it announces */
	ERR_LONG,      /* input is longer than its field may be */
	ERR_BAD,       /* input has a value that means nothing here */
	ERR_UNKNOWN,   /* input names what does not exist (a command, a profile) */
	ERR_FULL,      /* no room: an output buffer, a window, a queue */
	ERR_STATE,     /* right in itself, but not now */
	ERR_IO,        /* the system failed to read or write */
	ERR_NOT_FOUND, /* asked for, and not there */
	ERR_LOCKED,    /* barred for a time (five wrong PINs) */
	ERR_DENIED,    /* a wrong PIN, a wrong token */
	ERR_WEAK,      /* a PIN that many choose: another is to be chosen */
	ERR_CORRUPT,   /* stored data that cannot be ours, or is damaged */
	ERR_DISK,      /* no room on the disk */
	ERR_COUNT
};

/* A short English phrase, static; never NULL, also for a value outside the list. */
const char *error_name(enum error error);

enum error_class {
	ERROR_NOTHING, /* of ERR_NONE */
	ERROR_MESSAGE, /* this message or value is wrong; the next one may be right */
	ERROR_CALLER,  /* this caller, or whoever asked, cannot have it now */
	ERROR_STORE,   /* the store, or the memory under it: everybody's */
	ERROR_OURS     /* a value outside the list */
};
enum error_class error_class(enum error error);

#endif
