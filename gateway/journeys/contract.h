/* What menu files may call and ask for: the actions and slots of the journeys, one table each (contract.c), handed to menu_load().
 *
 * Actions and their outcomes (an action whose commit fails has none: the caller sees the screen `later`):
 *   session.resume   resumed            go on where the last call broke off (done by the session room)
 *   session.restart  restarted          begin anew
 *   text.append      added full         puts slot `addition` behind `text` with a space
 *   appeal.place     unknown known      whether it is known where: a country is kept, and not Kyrgyzstan, where the region says which office
 *   appeal.lodge     named nameless     reads text, pin, anonymous, name, records topic, region, country, district, village; fills number, days
 *   appeal.days      told               fills days: how many working days an answer may take to what is lodged today
 *   appeal.find      found answered wrong locked   reads number, pin; keeps records status, topic; fills day, days, answer, date, office,
 *                    registration, step; answered: there is an answer, and it is to be asked now whether it helped
 *   appeal.add       added              appends `addition` to the appeal found in this call
 *   appeal.join      added gone         appends `rest`, in as many additions as it takes, to the appeal `number`, if it was lodged with a name from the
 *                    number that this call comes from; gone: it was not
 *   satisfaction.answer  thanks again   reads rating (1 yes, 2 partly, 3 no): journeys/satisfaction.h
 *   pledge.make      made               reads amount, name, pin, records project, offer, rhythm, currency; fills number
 *   pledge.find      open over cancelled wrong locked   reads number, pin; keeps project; fills amount, hours; open: within 24 hours
 *   pledge.cancel    cancelled over     the pledge found in this call
 *   project.figures  shown              fills pledged, roubles, collected, givers, report for the kept project
 *   callback.ask     asked              an officer calls the number that this call comes from; records country, helpline if kept
 *   checklist.sms, helpline.sms, notice.sms  sent   the kept record by SMS to the number that this call comes from
 *   number.sms       sent               slot `number` by SMS
 *
 * Where a PIN is chosen (appeal.lodge, pledge.make), one of journeys/pin_choice.h is refused: it is asked for again, and the action has no outcome.
 *
 * Words (SMS and lines that are put together here; any may be left out: then nothing is said): sms_number, sms_pledge_number; step, step_office,
 * step_registration; and those of office.h.
 *
 * Tables that the gateway reads, with their columns and keys: `tables` in contract.c, whose rows menu_load() holds the files to. Appeals are filed under
 * topic, region and country (district and village are there by themselves), pledges under project, offer, rhythm and currency, callbacks under need,
 * country, helpline and hour. `restricted: yes` of a topic or a need: only officers named for it see what is lodged. holiday: days that are not
 * worked; `works: yes`: a day of a weekend on which people work. */
#ifndef KOPURO_JOURNEYS_CONTRACT_H
#define KOPURO_JOURNEYS_CONTRACT_H

#include "menu/set.h"

#define TABLE_TOPIC "topic"
#define TABLE_NEED "need"
#define TABLE_PROJECT "project"
#define COLUMN_RESTRICTED "restricted"
#define COLUMN_PLACE "place"

enum journey_slot {
	SLOT_NUMBER,    /* number: an appeal's or a pledge's, typed or given out */
	SLOT_PIN,
	SLOT_TEXT,      /* words, 800 octets */
	SLOT_ADDITION,  /* words, 400 */
	SLOT_REST,      /* words, 2000: what came by SMS after the appeal; filled by the gateway, and shown by nothing */
	SLOT_NAME,      /* words, 60 */
	SLOT_ANONYMOUS, /* key: yes, no */
	SLOT_AMOUNT,
	SLOT_DAY, SLOT_DAYS, /* working days since registration, and how many an answer may take */
	SLOT_DATE,      /* yyyy-MM-dd: lodged */
	SLOT_ANSWER,    /* words, 1200 */
	SLOT_OFFICE, SLOT_REGISTRATION, /* words, 63: who deals with an appeal, under which number */
	SLOT_STEP,      /* words: the last step of an appeal's history, with who deals with it */
	SLOT_RATING,    /* key: 1 2 3 */
	SLOT_HOURS,     /* in which a pledge can still be cancelled */
	SLOT_PLEDGED, SLOT_ROUBLES, SLOT_COLLECTED, SLOT_GIVERS, /* of a project: som and roubles promised, som confirmed, how many givers */
	SLOT_REPORT,    /* words: the newest report on a project, with its day; before there is one, what the menus say */
	SLOT_LETTERS,   /* words, 40 octets: with which the name of a village begins */
	SLOT_COUNT
};

extern const struct menu_contract journey_contract;
#define JOURNEY_TABLES 14
extern const struct menu_known_table journey_tables[JOURNEY_TABLES]; /* those of journey_contract */

#endif
