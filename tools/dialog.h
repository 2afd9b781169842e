/* A transcript (*.dialog): what handsets do, what they must show, and the time that passes. Lines, in this language:
 *
 *	# a remark
 *	profile plain              the network's USSD profile; only before anything else
 *	profiles tests/profiles    the directory in which it is; also only before anything else
 *	with tests/menus/projects  a directory of menu files that stand beside those of the menus; also only before anything else
 *	encoding gsm7              what the network takes, if it is not the profile's own; also only before anything else
 *	at 2026-12-24 22:00        when it begins, in Bishkek's time (of a day alone: its noon); also only before anything else. Without it: 2026-11-23 10:00
 *	language ky                whose turn it is has chosen this language before
 *	chosen kz                  ... and this record of the table that the menus remember (`remembered: country`)
 *	phone +996555123456        whose turn it is
 *	dial *500#
 *	type 1                     what is typed as the answer
 *	screen                     the screen must be exactly the lines below that begin with a tab
 *		Тилди тандаңыз
 *	screen ~ Россия            the screen must contain these words
 *	end                        and with it the call must have been closed by the service
 *	open                       and the call must still be open
 *	over                       the call must be over, though no last screen said so
 *	hang up                    the caller breaks off
 *	hang up before             the network tells only now that the call before this one was broken off
 *	transmitter away           of two binds only the receiver is there: the gateway hears and cannot send ...
 *	transmitter back           ... and can again
 *	wait 11 minutes            seconds, minutes, hours, days
 *	restart                    the gateway stops and starts on the same store
 *	keep n number              remembers the number (dddd-dddd) of the last screen or SMS; {n} stands for it in later lines
 *	text +996555123456 WORDS   an SMS from that phone to the service's number; without a number from the phone whose turn it is
 *	parts udh8 2 1 3           how the next SMS is cut (udh8, udh16, sar; payload: not at all; binary: so that nobody can read it), and
 *	                           which parts come, in which order; without an order all of them
 *	refused ESME_RX_T_APPN     the gateway must have refused the last SMS so: the network keeps it ...
 *	again                      ... and now delivers it again
 *	sms +996555123456          the oldest SMS not read yet of that phone must be exactly the lines below
 *	sms +996555123456 ~ WORDS  ... must contain
 *	no sms                     no phone has an unread SMS
 *	handset away, handset back what the service begins by itself cannot be shown on the handset whose turn it is, or can again
 *	responses held             the network keeps its submit_sm_resp back ...
 *	responses given            ... and gives them now,
 *	responses refused          ... or gives them as ESME_RSYSERR: it has not taken the screens
 *	throttle on, throttle off  the network takes no SMS ("throttled"), or takes them again
 *	receipts on                SMS that reach a handset are told by a receipt; also upper, bare, decimal (how the id is written), early (before the
 *	                           submit_sm_resp), twice, tlv, unmarked (esm_class 0), mislabelled
 *	                           (data_coding 8 over ASCII), failed, off
 *	queue appeal-lodged ~ WORDS  the oldest item of that kind (feedback/item.h) is taken out of the central queue; "sms: the words", "ussd: ...",
 *	                           of a satisfaction "sms: 2", of an sms-outcome "sms: delivered"; exact, or containing
 *	item place 41703220000000  the item that was taken last has this field: topic, country, region, place, name, helpline, hour, restricted (yes, no);
 *	                           without a value it must have none
 *	officer registers {n} OFFICE, NUMBER   what a case officer does: registers, works, answers, closes, refuses an appeal (with TEXT),
 *	officer answers {n} TEXT   ...
 *	officer notifies {n} TEXT  the answer, of which the person is told by USSD first
 *	officer asks {n} TEXT      the same, with a question that leads to it
 *	officer confirms {p} 500   a payment of 500 som for a pledge,
 *	officer reports PROJECT TEXT   a report on a project
 *	disk full, disk has room   the store's files cannot grow, or can again
 *	store has no +996555123456 neither in clear, nor hashed, nor sealed
 */
#ifndef KOPURO_TOOLS_DIALOG_H
#define KOPURO_TOOLS_DIALOG_H

#include "base/wording.h"

#include <stdbool.h>

struct dialog_setup {
	const char *menus, *dialplan, *profiles;
	const char *store; /* the file of what is played is made here, and stays; NULL: one of its own, which goes */
	/* Called with what did not hold, lines of a screen after line ends; NULL: it is printed on standard output, each line after "# ". */
	void (*fault)(void *context, const char *path, int line, const char *text);
	void *context;
	enum wording_language language; /* of what is told; English, when nobody sets another */
};

/* Plays the file up to what does not hold. True when all did. */
bool dialog_play(const char *path, const struct dialog_setup *setup);

#endif
