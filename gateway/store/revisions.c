/* Revision N is what `revisions[N - 1]` makes of revision N - 1; PRAGMA user_version tells which one a file has. A revision that went out is
 * never changed: another is added. Since one transaction holds them all, a file is never left between two.
 *
 * What is sealed (BLOB): numbers, names, texts, answers, contacts. What is hashed with a key (BLOB): subscribers, PINs. What stands in clear: keys of
 * the menus' records, languages, statuses, times. Appeals and pledges are keyed by their number and nothing else: it is a permutation, so
 * no order of rows betrays when a nameless appeal came. */
#include "store/revisions.h"

const char *const revisions[] = {
	"CREATE TABLE meta("
	"	name TEXT PRIMARY KEY NOT NULL,"
	"	value BLOB NOT NULL"
	") WITHOUT ROWID;"

	/* Law changes: each value holds from its day on. The first row holds for all that came before the next. */
	"CREATE TABLE settings("
	"	name TEXT NOT NULL,"
	"	valid_from TEXT NOT NULL," /* yyyy-MM-dd */
	"	value INTEGER NOT NULL,"
	"	PRIMARY KEY(name, valid_from)"
	") WITHOUT ROWID;"
	"INSERT INTO settings(name, valid_from, value) VALUES('answer_working_days', '1970-01-01', 14);"

	"CREATE TABLE serials("
	"	name TEXT PRIMARY KEY NOT NULL,"
	"	next INTEGER NOT NULL"
	") WITHOUT ROWID;"
	"INSERT INTO serials(name, next) VALUES('number', 0);"

	"CREATE TABLE subscribers(" /* no time: it would tell when somebody called */
	"	subscriber BLOB PRIMARY KEY NOT NULL,"
	"	language TEXT NOT NULL"
	") WITHOUT ROWID;"

	"CREATE TABLE snapshots("
	"	subscriber BLOB NOT NULL,"
	"	code TEXT NOT NULL,"
	"	expires_ms INTEGER NOT NULL,"
	"	state BLOB NOT NULL,"
	"	PRIMARY KEY(subscriber, code)"
	") WITHOUT ROWID;"

	"CREATE TABLE messages("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	msisdn BLOB NOT NULL,"
	"	class TEXT NOT NULL,"
	"	text BLOB NOT NULL,"
	"	parts INTEGER NOT NULL,"
	"	created_ms INTEGER NOT NULL"
	");"
	"CREATE TABLE message_parts("
	"	message INTEGER NOT NULL REFERENCES messages(id),"
	"	part INTEGER NOT NULL," /* from 0 */
	"	state TEXT NOT NULL,"
	"	network_id TEXT," /* the message_id of submit_sm_resp */
	"	status INTEGER NOT NULL DEFAULT 0," /* the command_status */
	"	changed_ms INTEGER NOT NULL,"
	"	PRIMARY KEY(message, part)"
	") WITHOUT ROWID;"
	"CREATE INDEX message_parts_by_state ON message_parts(state, message, part);"

	"CREATE TABLE appeals("
	"	number INTEGER PRIMARY KEY,"
	"	pin BLOB NOT NULL,"
	"	nameless INTEGER NOT NULL,"
	"	msisdn BLOB,"
	"	name BLOB,"
	"	text BLOB NOT NULL,"
	"	topic TEXT NOT NULL,"
	"	region TEXT NOT NULL,"
	"	country TEXT NOT NULL,"
	"	language TEXT NOT NULL,"
	"	channel TEXT NOT NULL,"
	"	lodged_ms INTEGER NOT NULL," /* a nameless one's: the midnight before */
	"	CHECK(NOT nameless OR (msisdn IS NULL AND name IS NULL))"
	");"
	"CREATE TABLE appeal_history("
	"	appeal INTEGER NOT NULL REFERENCES appeals(number),"
	"	step INTEGER NOT NULL," /* from 1 */
	"	status TEXT NOT NULL,"
	"	text BLOB," /* the answer, the reason */
	"	at_ms INTEGER NOT NULL,"
	"	PRIMARY KEY(appeal, step)"
	") WITHOUT ROWID;"
	"CREATE TABLE appeal_additions("
	"	appeal INTEGER NOT NULL REFERENCES appeals(number),"
	"	step INTEGER NOT NULL,"
	"	text BLOB NOT NULL,"
	"	at_ms INTEGER NOT NULL,"
	"	PRIMARY KEY(appeal, step)"
	") WITHOUT ROWID;"

	"CREATE TABLE pledges("
	"	number INTEGER PRIMARY KEY,"
	"	pin BLOB NOT NULL,"
	"	msisdn BLOB,"
	"	name BLOB,"
	"	project TEXT NOT NULL,"
	"	offer TEXT NOT NULL,"
	"	rhythm TEXT NOT NULL,"
	"	currency TEXT NOT NULL,"
	"	amount INTEGER NOT NULL,"
	"	paid_kgs INTEGER NOT NULL DEFAULT 0," /* som, confirmed by an officer */
	"	language TEXT NOT NULL,"
	"	channel TEXT NOT NULL,"
	"	made_ms INTEGER NOT NULL,"
	"	cancelled_ms INTEGER"
	");"
	"CREATE INDEX pledges_by_project ON pledges(project);"

	"CREATE TABLE callbacks("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	msisdn BLOB NOT NULL,"
	"	country TEXT NOT NULL,"
	"	helpline TEXT NOT NULL,"
	"	language TEXT NOT NULL,"
	"	channel TEXT NOT NULL,"
	"	asked_ms INTEGER NOT NULL,"
	"	done_ms INTEGER"
	");"

	/* Of any number that somebody tried, given out or not: store/pins.c. */
	"CREATE TABLE pins("
	"	number INTEGER PRIMARY KEY,"
	"	failures INTEGER NOT NULL,"
	"	last_ms INTEGER NOT NULL"
	");"
	"CREATE INDEX pins_by_time ON pins(last_ms);",

	/* The office: what case officers do. The first three columns of appeals say what the history says, for whoever looks for many. */
	"INSERT INTO settings(name, valid_from, value) VALUES('registration_working_days', '1970-01-01', 1);"
	"ALTER TABLE appeal_history ADD COLUMN office BLOB;"
	"ALTER TABLE appeal_history ADD COLUMN registration BLOB;"
	"ALTER TABLE appeal_history ADD COLUMN officer BLOB;"
	"ALTER TABLE appeals ADD COLUMN status TEXT NOT NULL DEFAULT 'received';"
	"ALTER TABLE appeals ADD COLUMN registered_ms INTEGER;"
	"ALTER TABLE appeals ADD COLUMN concluded_ms INTEGER;" /* since when it is answered, closed or refused */
	"UPDATE appeals SET"
	"	status = (SELECT h.status FROM appeal_history h WHERE h.appeal = number ORDER BY h.step DESC LIMIT 1),"
	"	registered_ms = (SELECT MIN(h.at_ms) FROM appeal_history h WHERE h.appeal = number AND h.status = 'registered'),"
	"	concluded_ms = (SELECT MIN(h.at_ms) FROM appeal_history h WHERE h.appeal = number AND h.step >"
	"		(SELECT MAX(o.step) FROM appeal_history o WHERE o.appeal = number AND o.status IN ('received', 'registered', 'in-work')));"
	"CREATE INDEX appeals_open ON appeals(COALESCE(registered_ms, lodged_ms), registered_ms, lodged_ms) WHERE concluded_ms IS NULL;"

	"CREATE TABLE events(" /* of officers, applied already */
	"	id TEXT PRIMARY KEY NOT NULL,"
	"	day INTEGER NOT NULL"
	") WITHOUT ROWID;"
	"CREATE INDEX events_by_day ON events(day);"

	"CREATE TABLE holidays("
	"	date TEXT PRIMARY KEY NOT NULL," /* yyyy-MM-dd */
	"	works INTEGER NOT NULL" /* 1: a day of a weekend on which people work instead */
	") WITHOUT ROWID;"

	/* Whether an answer helped. Nothing of the nameless but the answer: no time, and no subscriber. */
	"CREATE TABLE ratings("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	appeal INTEGER NOT NULL REFERENCES appeals(number),"
	"	step INTEGER NOT NULL," /* the answer, in the appeal's history */
	"	asked INTEGER NOT NULL DEFAULT 0," /* on a screen */
	"	subscriber BLOB," /* asked by SMS: whose reply it may be, until it came or was waited for long enough */
	"	day INTEGER," /* when that was */
	"	rating INTEGER,"
	"	UNIQUE(appeal, step)"
	");"
	"CREATE INDEX ratings_by_subscriber ON ratings(subscriber, id) WHERE subscriber IS NOT NULL;"
	"CREATE INDEX ratings_by_day ON ratings(day) WHERE day IS NOT NULL;"

	"ALTER TABLE pledges ADD COLUMN remind_ms INTEGER;" /* when the giver is reminded next */
	"UPDATE pledges SET remind_ms = made_ms + 259200000 WHERE offer = 'money' AND msisdn IS NOT NULL AND cancelled_ms IS NULL;"
	"CREATE INDEX pledges_by_reminder ON pledges(remind_ms) WHERE remind_ms IS NOT NULL;"
	"CREATE TABLE payments("
	"	pledge INTEGER NOT NULL REFERENCES pledges(number),"
	"	step INTEGER NOT NULL,"
	"	kgs INTEGER NOT NULL,"
	"	at_ms INTEGER NOT NULL,"
	"	PRIMARY KEY(pledge, step)"
	") WITHOUT ROWID;"

	"CREATE TABLE reports("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	project TEXT NOT NULL,"
	"	text BLOB NOT NULL,"
	"	at_ms INTEGER NOT NULL,"
	"	told INTEGER" /* givers are told in the order of their pledges: the last number done; NULL: all are */
	");"
	"CREATE INDEX reports_by_project ON reports(project, id);"
	"CREATE INDEX reports_untold ON reports(id) WHERE told IS NOT NULL;"
	"CREATE TABLE report_givers(" /* told already, while some are not */
	"	report INTEGER NOT NULL REFERENCES reports(id),"
	"	subscriber BLOB NOT NULL,"
	"	PRIMARY KEY(report, subscriber)"
	") WITHOUT ROWID;",

	/* The queue of store/items.h. An id is never given again, so that who has seen one may drop a double. */
	"CREATE TABLE items("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	node INTEGER NOT NULL,"
	"	kind TEXT NOT NULL,"
	"	restricted INTEGER NOT NULL,"
	"	subject TEXT NOT NULL,"
	"	state TEXT NOT NULL," /* behind, waiting, leased */
	"	holder TEXT NOT NULL DEFAULT ''," /* the last one */
	"	until_ms INTEGER NOT NULL DEFAULT 0,"
	"	at_ms INTEGER NOT NULL," /* a nameless one's: the midnight before */
	"	language TEXT NOT NULL,"
	"	channel TEXT NOT NULL,"
	"	country TEXT NOT NULL,"
	"	region TEXT NOT NULL,"
	"	topic TEXT NOT NULL,"
	"	contact BLOB,"
	"	name BLOB,"
	"	text BLOB,"
	"	helpline TEXT NOT NULL,"
	"	project TEXT NOT NULL,"
	"	offer TEXT NOT NULL,"
	"	rhythm TEXT NOT NULL,"
	"	currency TEXT NOT NULL,"
	"	amount INTEGER NOT NULL,"
	"	rating INTEGER NOT NULL,"
	"	outcome TEXT NOT NULL"
	");"
	"CREATE INDEX items_by_queue ON items(state, restricted, id);"
	"CREATE INDEX items_by_subject ON items(subject, id);"
	"CREATE INDEX items_by_lease ON items(until_ms) WHERE state = 'leased';"
	/* Counting a million rows for each caller would cost more than the caller. */
	"CREATE TABLE item_counts("
	"	state TEXT NOT NULL,"
	"	restricted INTEGER NOT NULL,"
	"	count INTEGER NOT NULL,"
	"	PRIMARY KEY(state, restricted)"
	") WITHOUT ROWID;"
	"INSERT INTO item_counts(state, restricted, count)"
	" VALUES('behind', 0, 0), ('behind', 1, 0), ('waiting', 0, 0), ('waiting', 1, 0), ('leased', 0, 0), ('leased', 1, 0);"
	"CREATE TRIGGER items_come AFTER INSERT ON items BEGIN"
	"	UPDATE item_counts SET count = count + 1 WHERE state = NEW.state AND restricted = NEW.restricted;"
	" END;"
	"CREATE TRIGGER items_move AFTER UPDATE OF state ON items WHEN NEW.state <> OLD.state BEGIN"
	"	UPDATE item_counts SET count = count - 1 WHERE state = OLD.state AND restricted = OLD.restricted;"
	"	UPDATE item_counts SET count = count + 1 WHERE state = NEW.state AND restricted = NEW.restricted;"
	" END;"
	"CREATE TRIGGER items_go AFTER DELETE ON items BEGIN"
	"	UPDATE item_counts SET count = count - 1 WHERE state = OLD.state AND restricted = OLD.restricted;"
	"	UPDATE items SET state = 'waiting'"
	"	 WHERE state = 'behind' AND id = (SELECT MIN(id) FROM items WHERE subject = OLD.subject);"
	" END;",

	/* SMS with validity, back-off, receipts and outcome. What an older Kopuro had sent asked for no receipt: nothing more will be known of it. */
	"ALTER TABLE messages ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE messages ADD COLUMN look_ms INTEGER NOT NULL DEFAULT 0;" /* while it has no outcome: when to see after it */
	"ALTER TABLE messages ADD COLUMN network TEXT;" /* of many parts: whose parts go together */
	"ALTER TABLE messages ADD COLUMN about TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE messages ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE messages ADD COLUMN outcome TEXT;"
	"ALTER TABLE messages ADD COLUMN closed_ms INTEGER;"
	"UPDATE messages SET expires_ms = created_ms + 259200000, look_ms = created_ms + 259200000;"
	"UPDATE messages SET outcome = 'unknown', closed_ms = created_ms"
	"	WHERE id NOT IN (SELECT message FROM message_parts WHERE state IN ('queued', 'sending'));"
	"CREATE INDEX messages_to_look_at ON messages(look_ms) WHERE outcome IS NULL;"
	"CREATE INDEX messages_closed ON messages(closed_ms) WHERE closed_ms IS NOT NULL;"
	"ALTER TABLE message_parts ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE message_parts ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE message_parts ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE message_parts ADD COLUMN again INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE message_parts ADD COLUMN network TEXT;" /* that it was last given to */
	"ALTER TABLE message_parts ADD COLUMN id_key TEXT;" /* network_id without its case and zeros: sms/receipt.h */
	"DROP INDEX message_parts_by_state;"
	"CREATE INDEX message_parts_by_state ON message_parts(state, rank, due_ms, message, part);"
	"CREATE INDEX message_parts_by_id ON message_parts(id_key, changed_ms) WHERE id_key IS NOT NULL;",

	/* SMS from people: store/stops.h, store/inbound_parts.h, store/screens.h. */
	"CREATE TABLE stops("
	"	subscriber BLOB PRIMARY KEY NOT NULL"
	") WITHOUT ROWID;"
	"CREATE TABLE inbound_parts("
	"	subscriber BLOB NOT NULL,"
	"	scheme INTEGER NOT NULL,"
	"	reference INTEGER NOT NULL,"
	"	total INTEGER NOT NULL,"
	"	part INTEGER NOT NULL," /* from 1 */
	"	due_ms INTEGER NOT NULL,"
	"	digest BLOB NOT NULL,"
	"	box BLOB," /* NULL: used */
	"	PRIMARY KEY(subscriber, scheme, reference, total, part)"
	") WITHOUT ROWID;"
	"CREATE INDEX inbound_parts_by_time ON inbound_parts(due_ms);"
	"CREATE TABLE screens("
	"	subscriber BLOB NOT NULL,"
	"	message INTEGER NOT NULL,"
	"	PRIMARY KEY(subscriber, message)"
	") WITHOUT ROWID;",

	/* HTTP: who may ask, what was answered, and who did what. */
	"CREATE TABLE tokens("
	"	name TEXT PRIMARY KEY NOT NULL,"
	"	role TEXT NOT NULL,"
	"	mark INTEGER NOT NULL," /* of the hash, to look it up by */
	"	hash BLOB NOT NULL,"
	"	made_ms INTEGER NOT NULL"
	") WITHOUT ROWID;"
	"CREATE INDEX tokens_by_mark ON tokens(mark);"
	"CREATE TABLE replies("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	key BLOB UNIQUE NOT NULL,"
	"	request BLOB NOT NULL,"
	"	status INTEGER NOT NULL,"
	"	body BLOB NOT NULL,"
	"	at_ms INTEGER NOT NULL"
	");"
	"CREATE INDEX replies_by_time ON replies(at_ms);"
	"CREATE TABLE audit("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	at_ms INTEGER NOT NULL,"
	"	who TEXT NOT NULL,"
	"	role TEXT NOT NULL,"
	"	action TEXT NOT NULL,"
	"	subject TEXT NOT NULL"
	");"
	"CREATE INDEX appeals_by_time ON appeals(lodged_ms, number);"
	"CREATE INDEX appeals_by_status ON appeals(status, lodged_ms, number);",

	/* Appeals that the cluster's other nodes are to be told of: store/tells.c. */
	"CREATE TABLE tells("
	"	number INTEGER PRIMARY KEY,"
	"	version INTEGER NOT NULL"
	");"
	"INSERT INTO tells(number, version) SELECT number, 1 FROM appeals;",

	/* How often screens are shown, and calls end there: store/traffic.h. */
	"CREATE TABLE traffic("
	"	day INTEGER NOT NULL," /* of Bishkek, since 1970-01-01 */
	"	way TEXT NOT NULL,"
	"	screen TEXT NOT NULL,"
	"	shown INTEGER NOT NULL,"
	"	dropped INTEGER NOT NULL,"
	"	ended INTEGER NOT NULL,"
	"	PRIMARY KEY(day, way, screen)"
	") WITHOUT ROWID;",

	/* Versions of the menus, and what of them was live: store/versions.c. */
	"CREATE TABLE menu_versions("
	"	number INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	author TEXT NOT NULL,"
	"	at_ms INTEGER NOT NULL,"
	"	screens INTEGER NOT NULL,"
	"	digest BLOB UNIQUE NOT NULL,"
	"	files BLOB NOT NULL"
	");"
	"CREATE TABLE menu_lives("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	version INTEGER NOT NULL REFERENCES menu_versions(number),"
	"	who TEXT NOT NULL,"
	"	at_ms INTEGER NOT NULL"
	");",

	/* What is tried by USSD before it leaves as an SMS: sms/message.h. */
	"ALTER TABLE messages ADD COLUMN push TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE messages ADD COLUMN push_text BLOB;",

	/* What nobody could read: store/unreadable.h. */
	"CREATE TABLE unreadable("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	at_ms INTEGER NOT NULL,"
	"	network TEXT NOT NULL,"
	"	data_coding INTEGER NOT NULL,"
	"	octets BLOB NOT NULL"
	");",

	/* Where an appeal comes from: the village is as little to be read as a name, the district is what is counted by. */
	"ALTER TABLE appeals ADD COLUMN place BLOB;"
	"ALTER TABLE appeals ADD COLUMN district TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE items ADD COLUMN place BLOB;"
	"CREATE INDEX appeals_by_district ON appeals(district) WHERE concluded_ms IS NULL AND district <> '';",

	/* Who has just lodged an appeal: store/fresh.h. */
	"CREATE TABLE fresh("
	"	subscriber BLOB PRIMARY KEY NOT NULL,"
	"	number INTEGER NOT NULL,"
	"	until_ms INTEGER NOT NULL"
	") WITHOUT ROWID;"
	"CREATE INDEX fresh_by_time ON fresh(until_ms);",

	/* The record that a subscriber has chosen of the menus' `remembered` table: store/subscribers.c. */
	"ALTER TABLE subscribers ADD COLUMN chosen TEXT NOT NULL DEFAULT '';",

	/* At what hour somebody wants to be called back: a key of the menus. */
	"ALTER TABLE callbacks ADD COLUMN hour TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE items ADD COLUMN hour TEXT NOT NULL DEFAULT '';",

	/* What became of an item's deliveries, in the states of store/items.h: resting until it is offered again, delivered until it is settled. */
	"ALTER TABLE items ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;" /* refused or unanswered ones */
	"ALTER TABLE items ADD COLUMN last_error TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE items ADD COLUMN stuck_ms INTEGER NOT NULL DEFAULT 0;" /* of the first of these tries */
	"ALTER TABLE items ADD COLUMN next_ms INTEGER NOT NULL DEFAULT 0;" /* resting: when it is offered again */
	"ALTER TABLE items ADD COLUMN parked INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE items ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;" /* where the stream had it last */
	"ALTER TABLE items ADD COLUMN delivered_ms INTEGER NOT NULL DEFAULT 0;"
	"INSERT INTO item_counts(state, restricted, count) VALUES('resting', 0, 0), ('resting', 1, 0), ('delivered', 0, 0), ('delivered', 1, 0);"
	"DROP INDEX items_by_queue;"
	"CREATE INDEX items_by_queue ON items(restricted, id) WHERE state = 'waiting' AND parked = 0;"
	"CREATE INDEX items_by_age ON items(id) WHERE state <> 'delivered';"
	"CREATE INDEX items_by_rest ON items(next_ms) WHERE state = 'resting' AND parked = 0;"
	"CREATE INDEX items_by_delivery ON items(delivered_ms, id) WHERE state = 'delivered';"
	"CREATE INDEX items_parked ON items(id) WHERE parked = 1;"
	"CREATE INDEX items_stuck ON items(stuck_ms) WHERE stuck_ms > 0;"
	"DROP TRIGGER items_go;"
	"CREATE TRIGGER items_go AFTER DELETE ON items BEGIN"
	"	UPDATE item_counts SET count = count - 1 WHERE state = OLD.state AND restricted = OLD.restricted;"
	"	UPDATE items SET state = 'waiting'"
	"	 WHERE state = 'behind' AND id = (SELECT MIN(id) FROM items WHERE subject = OLD.subject AND state <> 'delivered');"
	" END;"
	"CREATE TRIGGER items_deliver AFTER UPDATE OF state ON items WHEN NEW.state = 'delivered' AND OLD.state <> 'delivered' BEGIN"
	"	UPDATE items SET state = 'waiting'"
	"	 WHERE state = 'behind' AND id = (SELECT MIN(id) FROM items WHERE subject = NEW.subject AND state <> 'delivered');"
	" END;",

	/* Wrong PINs by caller and number, and by network: store/pins.h, store/pin_pauses.h. Locks that any stranger could put on a number go. */
	"DROP TABLE pins;"
	"CREATE TABLE pin_tries("
	"	id INTEGER PRIMARY KEY," /* the oldest rows give way to new ones */
	"	number INTEGER NOT NULL," /* given out or not */
	"	caller BLOB NOT NULL,"
	"	failures INTEGER NOT NULL,"
	"	hour INTEGER NOT NULL," /* of the last one, since 1970 */
	"	own INTEGER NOT NULL," /* by the phone that lodged it */
	"	UNIQUE(number, caller)"
	");"
	"CREATE INDEX pin_tries_by_caller ON pin_tries(caller);"
	"CREATE INDEX pin_tries_by_hour ON pin_tries(hour);"
	"CREATE TABLE pin_pauses("
	"	network TEXT PRIMARY KEY NOT NULL,"
	"	wrong INTEGER NOT NULL,"
	"	alarms INTEGER NOT NULL,"
	"	since_ms INTEGER NOT NULL,"
	"	until_ms INTEGER NOT NULL"
	") WITHOUT ROWID;",

	/* Officers' events by source and id, with what became of them: store/events.h. Of those from before nobody knows the source: digest NULL. */
	"ALTER TABLE events RENAME TO events_before;"
	"CREATE TABLE events("
	"	source TEXT NOT NULL,"
	"	id TEXT NOT NULL,"
	"	digest BLOB,"
	"	reason TEXT NOT NULL,"
	"	detail TEXT NOT NULL,"
	"	day INTEGER NOT NULL," /* of Bishkek, since 1970-01-01 */
	"	PRIMARY KEY(id, source)"
	") WITHOUT ROWID;"
	"INSERT INTO events(source, id, reason, detail, day) SELECT '', id, '', '', day FROM events_before;"
	"DROP TABLE events_before;"
	"CREATE INDEX events_by_day ON events(day);",

	/* Why an item was dropped: store/audit.h. */
	"ALTER TABLE audit ADD COLUMN reason TEXT NOT NULL DEFAULT '';",

	/* Whether only officers named for it see an appeal: what its topic said when it was lodged. Of those that are there the menus say it at the next start
	 * (appeals_judge()), and the other nodes are told anew; till then they count as restricted. */
	"ALTER TABLE appeals ADD COLUMN restricted INTEGER;"
	"CREATE INDEX appeals_unjudged ON appeals(topic) WHERE restricted IS NULL;"
	"INSERT INTO tells(number, version) SELECT number, 1 FROM appeals WHERE concluded_ms IS NULL"
	"	ON CONFLICT(number) DO UPDATE SET version = version + 1;",

	/* Rows of the audit about restricted appeals, and what came of each: store/audit.h. */
	"ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';"
	"ALTER TABLE audit ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE audit ADD COLUMN place INTEGER NOT NULL DEFAULT 0;" /* its number among rows that are as restricted as it is */
	"UPDATE audit SET place = id;"
	"CREATE INDEX audit_by_place ON audit(restricted, place);"
	/* Restricted items are numbered apart: store/items.c. */
	"INSERT INTO serials(name, next) VALUES('items', COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'items'), 0) + 1),"
	"	('items-restricted', 1099511627776);",

	/* What /metrics and /v1/figures tell, counted as it changes, in the same transaction: a scrape reads some rows, whatever the store holds, and the loop
	 * has no pause. Days are those of Bishkek since 1970-01-01; registered -1: not yet. */
	"CREATE TABLE part_counts("
	"	state TEXT PRIMARY KEY NOT NULL,"
	"	count INTEGER NOT NULL"
	") WITHOUT ROWID;"
	"INSERT INTO part_counts(state, count) SELECT state, COUNT(*) FROM message_parts GROUP BY state;"
	"CREATE TRIGGER parts_come AFTER INSERT ON message_parts BEGIN"
	"	INSERT INTO part_counts(state, count) VALUES(NEW.state, 1) ON CONFLICT(state) DO UPDATE SET count = count + 1;"
	" END;"
	"CREATE TRIGGER parts_move AFTER UPDATE OF state ON message_parts WHEN NEW.state <> OLD.state BEGIN"
	"	UPDATE part_counts SET count = count - 1 WHERE state = OLD.state;"
	"	INSERT INTO part_counts(state, count) VALUES(NEW.state, 1) ON CONFLICT(state) DO UPDATE SET count = count + 1;"
	" END;"
	"CREATE TRIGGER parts_go AFTER DELETE ON message_parts BEGIN"
	"	UPDATE part_counts SET count = count - 1 WHERE state = OLD.state;"
	" END;"
	"CREATE TABLE open_days("
	"	lodged INTEGER NOT NULL,"
	"	registered INTEGER NOT NULL,"
	"	restricted INTEGER NOT NULL,"
	"	count INTEGER NOT NULL,"
	"	PRIMARY KEY(lodged, registered, restricted)"
	") WITHOUT ROWID;"
	"CREATE TABLE open_districts("
	"	district TEXT NOT NULL,"
	"	restricted INTEGER NOT NULL,"
	"	count INTEGER NOT NULL,"
	"	PRIMARY KEY(district, restricted)"
	") WITHOUT ROWID;"
	/* What of an appeal is counted, once for all triggers. */
	"CREATE VIEW appeals_counted AS SELECT number, (lodged_ms + 21600000) / 86400000 AS lodged,"
	"	COALESCE((registered_ms + 21600000) / 86400000, -1) AS registered, COALESCE(restricted, 1) AS restricted, district"
	"	FROM appeals WHERE concluded_ms IS NULL;"
	"INSERT INTO open_days(lodged, registered, restricted, count)"
	"	SELECT lodged, registered, restricted, COUNT(*) FROM appeals_counted GROUP BY lodged, registered, restricted;"
	"INSERT INTO open_districts(district, restricted, count)"
	"	SELECT district, restricted, COUNT(*) FROM appeals_counted WHERE district <> '' GROUP BY district, restricted;"
	"CREATE TRIGGER appeals_come AFTER INSERT ON appeals BEGIN"
	"	INSERT INTO open_days(lodged, registered, restricted, count) SELECT lodged, registered, restricted, 1 FROM appeals_counted WHERE number = NEW.number"
	"		ON CONFLICT(lodged, registered, restricted) DO UPDATE SET count = count + 1;"
	"	INSERT INTO open_districts(district, restricted, count) SELECT district, restricted, 1 FROM appeals_counted WHERE number = NEW.number AND district <> ''"
	"		ON CONFLICT(district, restricted) DO UPDATE SET count = count + 1;"
	" END;"
	"CREATE TRIGGER appeals_leave BEFORE UPDATE OF lodged_ms, registered_ms, concluded_ms, district, restricted ON appeals BEGIN"
	"	UPDATE open_days SET count = count - 1 WHERE (lodged, registered, restricted) ="
	"		(SELECT lodged, registered, restricted FROM appeals_counted WHERE number = OLD.number);"
	"	UPDATE open_districts SET count = count - 1 WHERE (district, restricted) ="
	"		(SELECT district, restricted FROM appeals_counted WHERE number = OLD.number);"
	" END;"
	"CREATE TRIGGER appeals_return AFTER UPDATE OF lodged_ms, registered_ms, concluded_ms, district, restricted ON appeals BEGIN"
	"	INSERT INTO open_days(lodged, registered, restricted, count) SELECT lodged, registered, restricted, 1 FROM appeals_counted WHERE number = NEW.number"
	"		ON CONFLICT(lodged, registered, restricted) DO UPDATE SET count = count + 1;"
	"	INSERT INTO open_districts(district, restricted, count) SELECT district, restricted, 1 FROM appeals_counted WHERE number = NEW.number AND district <> ''"
	"		ON CONFLICT(district, restricted) DO UPDATE SET count = count + 1;"
	"	DELETE FROM open_days WHERE count = 0 AND lodged = (OLD.lodged_ms + 21600000) / 86400000;"
	" END;"
	"CREATE TRIGGER appeals_go BEFORE DELETE ON appeals BEGIN"
	"	UPDATE open_days SET count = count - 1 WHERE (lodged, registered, restricted) ="
	"		(SELECT lodged, registered, restricted FROM appeals_counted WHERE number = OLD.number);"
	"	UPDATE open_districts SET count = count - 1 WHERE (district, restricted) ="
	"		(SELECT district, restricted FROM appeals_counted WHERE number = OLD.number);"
	" END;",
};

const size_t revision_count = sizeof revisions / sizeof revisions[0];
