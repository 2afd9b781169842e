#include "store/statement.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Of an appeal: what is not known yet is restricted. */
#define RESTRICTED "COALESCE(restricted, 1)"
#define LISTING "SELECT number, status, nameless, topic, region, country, language, channel, lodged_ms, COALESCE(registered_ms, 0)," \
	" COALESCE(concluded_ms, 0), place, " RESTRICTED " FROM appeals"

#define VERSION "SELECT number, author, at_ms, screens, digest FROM menu_versions"

static const char *const sql[SQL_COUNT] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_SAVEPOINT] = "SAVEPOINT one",
	[SQL_SAVEPOINT_KEEP] = "RELEASE one",
	[SQL_SAVEPOINT_UNDO] = "ROLLBACK TO one",

	[SQL_META_GET] = "SELECT value FROM meta WHERE name = ?1",
	[SQL_META_PUT] = "INSERT INTO meta(name, value) VALUES(?1, ?2)",
	[SQL_META_SET] = "INSERT INTO meta(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
	[SQL_SETTING] = "SELECT value FROM settings WHERE name = ?1 AND valid_from <= ?2 ORDER BY valid_from DESC LIMIT 1",
	[SQL_SERIAL_NEXT] = "UPDATE serials SET next = next + 1 WHERE name = ?1 AND next < ?2 RETURNING next - 1",

	[SQL_SUBSCRIBER_GET] = "SELECT language, chosen FROM subscribers WHERE subscriber = ?1",
	[SQL_LANGUAGE_PUT] = "INSERT INTO subscribers(subscriber, language) VALUES(?1, ?2)"
		" ON CONFLICT(subscriber) DO UPDATE SET language = excluded.language",
	[SQL_CHOSEN_PUT] = "INSERT INTO subscribers(subscriber, language, chosen) VALUES(?1, '', ?2)"
		" ON CONFLICT(subscriber) DO UPDATE SET chosen = excluded.chosen",
	[SQL_SUBSCRIBER_DROP] = "DELETE FROM subscribers WHERE subscriber = ?1",

	[SQL_SNAPSHOT_PUT] = "INSERT INTO snapshots(subscriber, code, expires_ms, state) VALUES(?1, ?2, ?3, ?4)"
		" ON CONFLICT(subscriber, code) DO UPDATE SET expires_ms = excluded.expires_ms, state = excluded.state",
	[SQL_SNAPSHOT_DROP] = "DELETE FROM snapshots WHERE subscriber = ?1 AND code = ?2",
	[SQL_SNAPSHOT_GET] = "SELECT state, expires_ms FROM snapshots WHERE subscriber = ?1 AND code = ?2 AND expires_ms > ?3",
	[SQL_SNAPSHOT_REACH] = "SELECT subscriber FROM snapshots WHERE subscriber > ?1 ORDER BY subscriber LIMIT 1 OFFSET ?2",
	[SQL_SNAPSHOT_SWEEP] = "DELETE FROM snapshots WHERE subscriber > ?1 AND subscriber <= ?2 AND expires_ms <= ?3",

	[SQL_MESSAGE_ADD] = "INSERT INTO messages(msisdn, class, text, parts, created_ms, expires_ms, look_ms, about, restricted, push, push_text)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10) RETURNING id",
	[SQL_MESSAGE_PART_ADD] = "INSERT INTO message_parts(message, part, state, changed_ms, rank) VALUES(?1, ?2, ?3, ?4, ?5)",
	[SQL_MESSAGE_DUE] = "SELECT m.id, m.msisdn, m.class, m.text, m.parts, m.created_ms, p.part, m.expires_ms, m.about, m.restricted, m.push, m.push_text"
		" FROM message_parts p JOIN messages m ON m.id = p.message"
		" WHERE p.state = ?1 AND p.rank = ?2 AND p.due_ms <= ?3 AND (?4 IS NULL OR m.network IS NULL OR m.network = ?4)"
		" ORDER BY p.due_ms, p.message, p.part LIMIT 1",
	[SQL_MESSAGE_NEXT_DUE] = "SELECT due_ms FROM message_parts WHERE state = ?1 AND rank = ?2 ORDER BY due_ms LIMIT 1",
	[SQL_MESSAGE_NETWORK] = "UPDATE messages SET network = ?2 WHERE id = ?1 AND network IS NULL",
	[SQL_MESSAGE_BIND] = "UPDATE messages SET network = ?2 WHERE id = ?1"
		" AND NOT EXISTS(SELECT 1 FROM message_parts WHERE message = ?1 AND network IS NOT NULL)",
	[SQL_MESSAGE_RECUT] = "UPDATE messages SET text = ?2, parts = ?3 WHERE id = ?1"
		" AND NOT EXISTS(SELECT 1 FROM message_parts WHERE message = ?1 AND network IS NOT NULL)",
	[SQL_MESSAGE_PARTS_LESS] = "DELETE FROM message_parts WHERE message = ?1 AND part >= ?2",
	[SQL_MESSAGE_PART_LIKE] = "INSERT INTO message_parts(message, part, state, changed_ms, rank, due_ms)"
		" SELECT message, ?2, state, changed_ms, rank, due_ms FROM message_parts WHERE message = ?1 AND part = 0 ON CONFLICT DO NOTHING",
	[SQL_MESSAGE_PUSHED] = "UPDATE messages SET push = '' WHERE id = ?1",
	[SQL_MESSAGE_RELEASE] = "UPDATE messages SET network = NULL WHERE network = ?1 AND id IN (SELECT message FROM message_parts WHERE state = ?2)"
		" AND NOT EXISTS(SELECT 1 FROM message_parts p WHERE p.message = messages.id AND p.network IS NOT NULL)",
	[SQL_MESSAGE_SENDING] = "UPDATE message_parts SET state = ?3, network = ?4, changed_ms = ?5 WHERE message = ?1 AND part = ?2",
	[SQL_MESSAGE_PART] = "UPDATE message_parts SET state = ?3, network_id = NULLIF(?4, ''), status = ?5, changed_ms = ?6"
		" WHERE message = ?1 AND part = ?2",
	[SQL_MESSAGE_ACCEPTED] = "UPDATE message_parts SET state = ?3, network_id = NULLIF(?4, ''), id_key = NULLIF(?5, ''), status = 0, changed_ms = ?6"
		" WHERE message = ?1 AND part = ?2",
	[SQL_MESSAGE_PART_GET] = "SELECT p.state, m.class, p.attempts, p.again, m.msisdn FROM message_parts p JOIN messages m ON m.id = p.message"
		" WHERE p.message = ?1 AND p.part = ?2",
	[SQL_MESSAGE_REQUEUE] = "UPDATE message_parts SET state = COALESCE((SELECT outcome FROM messages WHERE id = ?1), ?3),"
		" attempts = ?4, again = ?5, status = ?6, due_ms = ?7, changed_ms = ?8 WHERE message = ?1 AND part = ?2",
	[SQL_MESSAGE_POSTPONE] = "UPDATE message_parts SET due_ms = ?3 WHERE message = ?1 AND state = ?2",
	[SQL_MESSAGE_COUNT] = "SELECT count FROM part_counts WHERE state = ?1",

	[SQL_FATE_OUTCOME] = "SELECT m.class, m.about, m.restricted, COUNT(*) FILTER (WHERE p.state = 'failed'),"
		" COUNT(*) FILTER (WHERE p.state = 'expired'), COUNT(*) FILTER (WHERE p.state IN ('queued', 'sending', 'accepted')),"
		" COUNT(*) FILTER (WHERE p.state = 'unknown')"
		" FROM messages m JOIN message_parts p ON p.message = m.id WHERE m.id = ?1 AND m.outcome IS NULL GROUP BY m.id",
	[SQL_FATE_CLOSE] = "UPDATE messages SET outcome = ?2, closed_ms = ?3 WHERE id = ?1 AND outcome IS NULL",
	[SQL_FATE_LOOK] = "SELECT id FROM messages WHERE outcome IS NULL AND look_ms <= ?1 ORDER BY look_ms LIMIT ?2",
	[SQL_FATE_LOOK_AGAIN] = "UPDATE messages SET look_ms = ?2 WHERE id = ?1",
	[SQL_FATE_EXPIRY] = "SELECT expires_ms FROM messages WHERE id = ?1",
	[SQL_FATE_END] = "UPDATE message_parts SET state = ?3, changed_ms = ?4 WHERE message = ?1 AND state = ?2",
	[SQL_FATE_LOST] = "SELECT message, part FROM message_parts WHERE state = ?1 AND changed_ms <= ?2 LIMIT ?3",
	[SQL_FATE_FORGET_PARTS] = "DELETE FROM message_parts WHERE message IN"
		" (SELECT id FROM messages WHERE closed_ms < ?1 ORDER BY closed_ms, id LIMIT ?2)",
	[SQL_FATE_FORGET] = "DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE closed_ms < ?1 ORDER BY closed_ms, id LIMIT ?2)",

	[SQL_RECEIPT_MATCH] = "SELECT p.message, p.part, p.state, p.network, m.msisdn FROM message_parts p JOIN messages m ON m.id = p.message"
		" WHERE p.id_key = ?1 ORDER BY p.changed_ms DESC LIMIT 8",
	[SQL_RECEIPT_APPLY] = "UPDATE message_parts SET state = ?3, changed_ms = ?4 WHERE message = ?1 AND part = ?2 AND state = 'accepted'",

	[SQL_APPEAL_ADD] = "INSERT INTO appeals(number, pin, nameless, msisdn, name, text, topic, region, country, language, channel, lodged_ms,"
		" place, district, restricted) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
	[SQL_FILED_APPEALS] = "SELECT COUNT(*) FROM appeals WHERE concluded_ms IS NULL AND (?3 OR restricted = 0)"
		" AND CASE ?1 WHEN 'topic' THEN topic WHEN 'region' THEN region ELSE country END = ?2",
	[SQL_FILED_PLEDGES] = "SELECT COUNT(*) FROM pledges WHERE remind_ms IS NOT NULL AND ?3 IS NOT NULL"
		" AND CASE ?1 WHEN 'project' THEN project WHEN 'offer' THEN offer WHEN 'rhythm' THEN rhythm ELSE currency END = ?2",
	[SQL_APPEAL_UNJUDGED] = "SELECT topic FROM appeals WHERE restricted IS NULL LIMIT 1",
	[SQL_APPEAL_JUDGE] = "UPDATE appeals SET restricted = ?2 WHERE restricted IS NULL AND topic = ?1",
	[SQL_APPEAL_GET] = "SELECT nameless, topic, lodged_ms, status, region, country, language, channel, msisdn, name, text,"
		" place, district, " RESTRICTED " FROM appeals WHERE number = ?1",
	[SQL_APPEAL_STEP] = "UPDATE appeals SET status = ?2, registered_ms = COALESCE(registered_ms, NULLIF(?3, 0)),"
		" concluded_ms = CASE WHEN ?4 THEN COALESCE(concluded_ms, ?5) END WHERE number = ?1",
	[SQL_APPEAL_PIN] = "SELECT pin, msisdn FROM appeals WHERE number = ?1",
	[SQL_HISTORY_ADD] = "INSERT INTO appeal_history(appeal, step, status, text, at_ms, office, registration, officer)"
		" SELECT ?1, COALESCE(MAX(step), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM appeal_history WHERE appeal = ?1",
	[SQL_HISTORY_EACH] = "SELECT status, text, at_ms, office, registration, officer FROM appeal_history WHERE appeal = ?1 ORDER BY step",
	[SQL_ADDITION_ADD] = "INSERT INTO appeal_additions(appeal, step, text, at_ms)"
		" SELECT ?1, COALESCE(MAX(step), 0) + 1, ?2, ?3 FROM appeal_additions WHERE appeal = ?1",

	[SQL_PLEDGE_ADD] = "INSERT INTO pledges(number, pin, msisdn, name, project, offer, rhythm, currency, amount, language, channel, made_ms,"
		" remind_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, NULLIF(?13, 0))",
	[SQL_PLEDGE_GET] = "SELECT project, offer, rhythm, currency, amount, language, channel, made_ms, COALESCE(cancelled_ms, 0), msisdn, name,"
		" paid_kgs, COALESCE(remind_ms, 0) FROM pledges WHERE number = ?1",
	[SQL_PLEDGE_PIN] = "SELECT pin, msisdn FROM pledges WHERE number = ?1",
	[SQL_PLEDGE_CANCEL] = "UPDATE pledges SET cancelled_ms = ?2, remind_ms = NULL WHERE number = ?1 AND cancelled_ms IS NULL",
	[SQL_PLEDGE_FIGURES] = "SELECT COALESCE(SUM(amount) FILTER (WHERE currency = 'kgs'), 0),"
		" COALESCE(SUM(amount) FILTER (WHERE currency = 'rub'), 0), COALESCE(SUM(paid_kgs), 0), COUNT(*)"
		" FROM pledges WHERE project = ?1 AND cancelled_ms IS NULL",

	[SQL_CALLBACK_ADD] = "INSERT INTO callbacks(msisdn, country, helpline, language, channel, asked_ms, hour) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
		" RETURNING id",

	[SQL_PIN_EXPIRE] = "DELETE FROM pin_tries WHERE hour <= ?1 OR hour > ?2",
	[SQL_PIN_BY_PAIR] = "SELECT failures FROM pin_tries WHERE number = ?1 AND caller = ?2",
	[SQL_PIN_BY_CALLER] = "SELECT COALESCE(SUM(failures), 0) FROM pin_tries WHERE caller = ?1 AND NOT own",
	[SQL_PIN_BY_NUMBER] = "SELECT COALESCE(SUM(failures), 0), COUNT(*) FROM pin_tries WHERE number = ?1 AND NOT own",
	[SQL_PIN_WRONG] = "INSERT INTO pin_tries(number, caller, failures, hour, own) VALUES(?1, ?2, 1, ?3, ?4)"
		" ON CONFLICT(number, caller) DO UPDATE SET failures = failures + 1, hour = excluded.hour",
	[SQL_PIN_TRIM] = "DELETE FROM pin_tries WHERE id <= (SELECT MAX(id) FROM pin_tries) - ?1",
	[SQL_PIN_RIGHT] = "DELETE FROM pin_tries WHERE number = ?1 AND caller = ?2",
	[SQL_PIN_NEXT] = "SELECT COALESCE(MIN(hour), 0) FROM pin_tries",
	[SQL_PIN_PAUSE_GET] = "SELECT wrong, alarms, since_ms, until_ms FROM pin_pauses WHERE network = ?1",
	[SQL_PIN_PAUSE_PUT] = "INSERT INTO pin_pauses(network, wrong, alarms, since_ms, until_ms) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(network)"
		" DO UPDATE SET wrong = excluded.wrong, alarms = excluded.alarms, since_ms = excluded.since_ms, until_ms = excluded.until_ms",
	[SQL_PIN_PAUSE_FORGET] = "DELETE FROM pin_pauses WHERE since_ms <= ?1 OR since_ms > ?2",
	[SQL_PIN_PAUSE_EACH] = "SELECT network, wrong, alarms, since_ms, until_ms FROM pin_pauses ORDER BY network",

	[SQL_EVENT_GET] = "SELECT digest, reason, detail FROM events WHERE id = ?2 AND (source = ?1 OR digest IS NULL)",
	[SQL_EVENT_ADD] = "INSERT INTO events(source, id, digest, reason, detail, day) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_EVENT_FORGET] = "DELETE FROM events WHERE day < ?1",

	[SQL_HOLIDAY_PUT] = "INSERT INTO holidays(date, works) VALUES(?1, ?2) ON CONFLICT(date) DO UPDATE SET works = excluded.works"
		" WHERE works <> excluded.works",
	[SQL_HOLIDAY_DROP] = "DELETE FROM holidays WHERE date = ?1",
	[SQL_HOLIDAY_BETWEEN] = "SELECT date, works FROM holidays WHERE date > ?1 AND date <= ?2 ORDER BY date",

	/* A day in Bishkek begins at 18:00 UTC: six hours are 21,600,000 ms. */
	[SQL_OVERDUE_COUNT] = "SELECT lodged, registered, registered >= 0, SUM(count) FROM open_days WHERE ?1 OR restricted = 0 GROUP BY lodged, registered",
	[SQL_DISTRICT_COUNT] = "SELECT district, SUM(count) AS open FROM open_districts WHERE ?1 OR restricted = 0 GROUP BY district HAVING open > 0",
	[SQL_OVERDUE_EACH] = "SELECT number, status, topic, lodged_ms, registered_ms FROM appeals WHERE concluded_ms IS NULL"
		" AND (?1 OR restricted = 0)"
		" ORDER BY COALESCE(registered_ms, lodged_ms)",

	[SQL_RATING_OPEN] = "INSERT INTO ratings(appeal, step, subscriber, day)"
		" SELECT ?1, MAX(step), ?2, ?3 FROM appeal_history WHERE appeal = ?1",
	[SQL_RATING_NEWEST] = "SELECT id, asked, COALESCE(rating, 0) FROM ratings WHERE appeal = ?1 ORDER BY step DESC LIMIT 1",
	[SQL_RATING_ASKED] = "UPDATE ratings SET asked = 1 WHERE id = ?1",
	[SQL_RATING_PUT] = "UPDATE ratings SET rating = ?2 WHERE id = ?1",
	[SQL_RATING_CLOSE] = "UPDATE ratings SET subscriber = NULL, day = NULL WHERE appeal = ?1",
	[SQL_RATING_FORGET] = "UPDATE ratings SET subscriber = NULL, day = NULL WHERE day < ?1",
	[SQL_RATING_OF_SUBSCRIBER] = "SELECT appeal FROM ratings WHERE subscriber = ?1 ORDER BY id DESC LIMIT 1",

	[SQL_REMINDER_NEXT] = "SELECT number, remind_ms FROM pledges WHERE remind_ms IS NOT NULL ORDER BY remind_ms LIMIT 1",
	[SQL_REMINDER_PUT] = "UPDATE pledges SET remind_ms = NULLIF(?2, 0) WHERE number = ?1",

	[SQL_PAYMENT_ADD] = "INSERT INTO payments(pledge, step, kgs, at_ms)"
		" SELECT ?1, COALESCE(MAX(step), 0) + 1, ?2, ?3 FROM payments WHERE pledge = ?1",
	[SQL_PLEDGE_PAID] = "UPDATE pledges SET paid_kgs = paid_kgs + ?2 WHERE number = ?1",

	[SQL_REPORT_ADD] = "INSERT INTO reports(project, text, at_ms, told) VALUES(?1, ?2, ?3, -1) RETURNING id",
	[SQL_REPORT_NEWEST] = "SELECT text, at_ms FROM reports WHERE project = ?1 ORDER BY id DESC LIMIT 1",
	[SQL_REPORT_UNTOLD] = "SELECT id, project, text, told FROM reports WHERE told IS NOT NULL ORDER BY id LIMIT 1",
	[SQL_REPORT_TOLD] = "UPDATE reports SET told = CASE WHEN ?2 < 0 THEN NULL ELSE ?2 END WHERE id = ?1",
	[SQL_REPORT_PLEDGE] = "SELECT number FROM pledges WHERE project = ?1 AND number > ?2 AND cancelled_ms IS NULL AND msisdn IS NOT NULL"
		" ORDER BY number LIMIT 1",
	[SQL_REPORT_GIVER] = "INSERT INTO report_givers(report, subscriber) VALUES(?1, ?2) ON CONFLICT DO NOTHING",
	[SQL_REPORT_GIVERS_DROP] = "DELETE FROM report_givers WHERE report = ?1",

	[SQL_ITEM_ADD] = "INSERT INTO items(state, node, kind, restricted, subject, at_ms, language, channel, country, region, topic, contact,"
		" name, text, helpline, project, offer, rhythm, currency, amount, rating, outcome, place, hour, id)"
		" VALUES(CASE WHEN EXISTS(SELECT 1 FROM items WHERE subject = ?4 AND state <> 'delivered') THEN 'behind' ELSE 'waiting' END,"
		" ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
	[SQL_ITEM_WAITING] = "SELECT id, node, kind, restricted, subject, at_ms, language, channel, country, region, topic, contact,"
		" name, text, helpline, project, offer, rhythm, currency, amount, rating, outcome, place, hour"
		" FROM items WHERE state = 'waiting' AND parked = 0 AND restricted = ?1 ORDER BY id LIMIT ?2",
	[SQL_ITEM_RESTED] = "SELECT id, node, kind, restricted, subject, at_ms, language, channel, country, region, topic, contact,"
		" name, text, helpline, project, offer, rhythm, currency, amount, rating, outcome, place, hour"
		" FROM items WHERE state = 'resting' AND parked = 0 AND restricted <= ?1 AND next_ms <= ?2 ORDER BY next_ms LIMIT ?3",
	[SQL_ITEM_LATE] = "SELECT 1 FROM items WHERE state = 'leased' AND until_ms <= ?1 LIMIT 1",
	[SQL_ITEM_EXPIRE] = "UPDATE items SET state = 'waiting' WHERE state = 'leased' AND until_ms <= ?1",
	[SQL_ITEM_LEASE] = "UPDATE items SET state = 'leased', holder = ?2, until_ms = ?3 WHERE id = ?1",
	[SQL_ITEM_ACK] = "DELETE FROM items WHERE id = ?1 AND node = ?2 AND holder = ?3",
	[SQL_ITEM_RELEASE] = "UPDATE items SET state = 'waiting' WHERE id = ?1 AND node = ?2 AND holder = ?3 AND state = 'leased'",
	[SQL_ITEM_RELEASE_ALL] = "UPDATE items INDEXED BY items_by_lease SET state = CASE WHEN tries > 0 THEN 'resting' ELSE 'waiting' END WHERE state = 'leased' AND holder = ?1",
	[SQL_ITEM_RECOVER] = "UPDATE items SET state = CASE WHEN tries > 0 THEN 'resting' ELSE 'waiting' END WHERE state = 'leased' AND until_ms >= ?1",
	[SQL_ITEM_TRIED] = "SELECT tries, CAST(substr(CAST(last_error AS BLOB), 1, 127) AS TEXT) FROM items WHERE id = ?1 AND node = ?2 AND holder = ?3 AND state = 'leased'",
	[SQL_ITEM_REST] = "UPDATE items SET state = 'resting', tries = tries + 1, last_error = ?4, next_ms = ?5,"
		" stuck_ms = CASE stuck_ms WHEN 0 THEN ?6 ELSE stuck_ms END WHERE id = ?1 AND node = ?2 AND holder = ?3 AND state = 'leased'",
	[SQL_ITEM_REST_END] = "SELECT MIN(next_ms) FROM items WHERE state = 'resting' AND parked = 0",
	[SQL_ITEM_WAKE] = "UPDATE items SET state = 'waiting' WHERE state = 'resting'",
	[SQL_ITEM_TOTAL] = "SELECT SUM(count) FROM item_counts WHERE state <> 'delivered'",
	[SQL_ITEM_COUNTS] = "SELECT state, restricted, count FROM item_counts",
	/* Of the first of each queue; restricted ones begin at 2^40, but for those of before. A nameless one has the midnight of Bishkek before it: that it
	 * came before its day's end, and before whatever came after it, is all that is known. */
	[SQL_ITEM_OLDEST] = "SELECT MIN(CASE WHEN (at_ms + 21600000) % 86400000 = 0 THEN at_ms + 86400000 ELSE at_ms END) FROM ("
		" SELECT at_ms FROM (SELECT at_ms, restricted FROM items WHERE state <> 'delivered' AND id < 1099511627776 ORDER BY id LIMIT 64) WHERE ?1 OR restricted = 0"
		" UNION ALL SELECT at_ms FROM (SELECT at_ms FROM items WHERE state <> 'delivered' AND id >= 1099511627776 AND ?1 ORDER BY id LIMIT 64)"
		") HAVING COUNT(*) > 0",
	[SQL_ITEM_PARKED] = "SELECT COUNT(*) FROM items WHERE parked = 1 AND (?1 OR restricted = 0)",
	[SQL_ITEM_SET_ASIDE] = "UPDATE items SET parked = 1, last_error = ?2, stuck_ms = CASE stuck_ms WHEN 0 THEN ?3 ELSE stuck_ms END WHERE id = ?1",
	[SQL_ITEM_STUCK] = "SELECT MIN(stuck_ms) FROM items WHERE stuck_ms > 0 AND (?1 OR restricted = 0)",

	[SQL_UNSETTLED_PUT] = "UPDATE items SET state = 'delivered', sequence = ?4, delivered_ms = ?5, tries = 0, last_error = '', stuck_ms = 0, next_ms = 0,"
		" parked = 0 WHERE id = ?1 AND node = ?2 AND holder = ?3 AND state <> 'delivered'",
	[SQL_UNSETTLED_KNOWN] = "SELECT sequence FROM items WHERE id = ?1 AND node = ?2 AND holder = ?3 AND sequence > 0",
	[SQL_UNSETTLED_EACH] = "SELECT id, node, sequence, delivered_ms FROM items WHERE state = 'delivered' AND (delivered_ms, id) > (?1, ?2)"
		" AND delivered_ms <= ?3 ORDER BY delivered_ms, id LIMIT ?4",
	[SQL_UNSETTLED_COUNT] = "SELECT SUM(count) FROM item_counts WHERE state = 'delivered'",
	[SQL_UNSETTLED_OLDEST] = "SELECT MIN(delivered_ms) FROM items WHERE state = 'delivered'",
	[SQL_UNSETTLED_DROP] = "DELETE FROM items WHERE id = ?1 AND state = 'delivered' AND sequence = ?2",
	[SQL_UNSETTLED_DROP_ALL] = "DELETE FROM items WHERE state = 'delivered'",
	[SQL_UNSETTLED_LOST] = "UPDATE items SET state = 'behind' WHERE id = ?1 AND state = 'delivered' AND sequence = ?2",
	[SQL_UNSETTLED_YIELD] = "UPDATE items SET state = 'behind' WHERE subject = (SELECT subject FROM items WHERE id = ?1) AND id > ?1"
		" AND state IN ('waiting', 'resting')",
	[SQL_UNSETTLED_OFFER] = "UPDATE items SET state = 'waiting' WHERE state = 'behind' AND id ="
		" (SELECT MIN(id) FROM items WHERE subject = (SELECT subject FROM items WHERE id = ?1) AND state <> 'delivered')",

	[SQL_HAND_EACH] = "SELECT id, node, kind, restricted, subject, at_ms, state, parked, tries, last_error, stuck_ms, next_ms FROM items"
		" WHERE state <> 'delivered' AND id > ?1 AND restricted <= ?2 ORDER BY id LIMIT ?3",
	[SQL_HAND_OF] = "SELECT id, node, kind, restricted, subject, at_ms, state, parked, tries, last_error, stuck_ms, next_ms FROM items"
		" WHERE subject = ?1 AND restricted <= ?2 AND state <> 'delivered' ORDER BY id LIMIT ?3",
	[SQL_HAND_GET] = "SELECT id, node, kind, restricted, subject, at_ms, state, parked, tries, last_error, stuck_ms, next_ms FROM items"
		" WHERE id = ?1 AND node = ?2 AND restricted <= ?3 AND state <> 'delivered'",
	[SQL_HAND_RETRY] = "UPDATE items SET parked = 0, next_ms = 0, state = CASE state WHEN 'resting' THEN 'waiting' ELSE state END"
		" WHERE id = ?1 AND node = ?2 AND restricted <= ?3 AND state <> 'delivered'",
	[SQL_HAND_PARK] = "UPDATE items SET parked = 1 WHERE id = ?1 AND node = ?2 AND restricted <= ?3 AND state <> 'delivered'",
	[SQL_HAND_DROP] = "DELETE FROM items WHERE id = ?1 AND node = ?2 AND restricted <= ?3 AND state <> 'delivered'",
	[SQL_STOP_PUT] = "INSERT OR IGNORE INTO stops(subscriber) VALUES(?1)",
	[SQL_STOP_DROP] = "DELETE FROM stops WHERE subscriber = ?1",
	[SQL_STOP_GET] = "SELECT 1 FROM stops WHERE subscriber = ?1",

	[SQL_SHIFT_PARTS] = "UPDATE message_parts SET due_ms = due_ms + ?1 WHERE state = 'queued' AND due_ms > 0",
	[SQL_SHIFT_UNTRIED] = "UPDATE message_parts SET due_ms = 0 WHERE state = 'queued' AND due_ms > 0 AND attempts = 0 AND again = 0",
	[SQL_SHIFT_SENDING] = "UPDATE message_parts SET changed_ms = changed_ms + ?1 WHERE state IN ('sending', 'accepted')",
	[SQL_SHIFT_MESSAGES] = "UPDATE messages SET expires_ms = expires_ms + ?1, look_ms = look_ms + ?1 WHERE outcome IS NULL",
	[SQL_SHIFT_INBOUND] = "UPDATE inbound_parts SET due_ms = due_ms + ?1",
	[SQL_SHIFT_SNAPSHOTS] = "UPDATE snapshots SET expires_ms = expires_ms + ?1",
	[SQL_SHIFT_LEASES] = "UPDATE items SET until_ms = until_ms + ?1 WHERE state = 'leased'",
	[SQL_SHIFT_RESTS] = "UPDATE items SET next_ms = next_ms + ?1 WHERE state = 'resting'",
	[SQL_SHIFT_STUCK] = "UPDATE items SET stuck_ms = MAX(1, stuck_ms + ?1) WHERE stuck_ms > 0",
	[SQL_SHIFT_UNSETTLED] = "UPDATE items SET delivered_ms = delivered_ms + ?1 WHERE state = 'delivered'",
	[SQL_SHIFT_FRESH] = "UPDATE fresh SET until_ms = until_ms + ?1",
	[SQL_FRESH_PUT] = "INSERT OR REPLACE INTO fresh(subscriber, number, until_ms) VALUES(?1, ?2, ?3)",
	[SQL_FRESH_GET] = "SELECT number FROM fresh WHERE subscriber = ?1 AND until_ms > ?2 AND until_ms <= ?3",
	[SQL_FRESH_DROP] = "DELETE FROM fresh WHERE subscriber = ?1",
	[SQL_FRESH_FORGET] = "DELETE FROM fresh WHERE until_ms <= ?1 OR until_ms > ?2",
	[SQL_FRESH_NEXT] = "SELECT COALESCE(MIN(until_ms), 0) FROM fresh",

#define OF_SET " WHERE subscriber = ?1 AND scheme = ?2 AND reference = ?3 AND total = ?4"
	[SQL_INBOUND_DIGEST] = "SELECT digest FROM inbound_parts" OF_SET " AND part = ?5",
	[SQL_INBOUND_PUT] = "INSERT OR REPLACE INTO inbound_parts(subscriber, scheme, reference, total, part, due_ms, digest, box)"
		" SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE (SELECT COUNT(*) FROM inbound_parts WHERE subscriber = ?1) < ?9"
		" AND (SELECT COUNT(*) FROM inbound_parts) < ?10",
	[SQL_INBOUND_WAIT] = "UPDATE inbound_parts SET due_ms = ?5" OF_SET " AND box IS NOT NULL",
	[SQL_INBOUND_EACH] = "SELECT part, box FROM inbound_parts" OF_SET " AND box IS NOT NULL ORDER BY part",
	[SQL_INBOUND_USED] = "UPDATE inbound_parts SET due_ms = ?5, box = NULL" OF_SET " AND box IS NOT NULL",
	[SQL_INBOUND_PRUNE] = "DELETE FROM inbound_parts WHERE due_ms <= ?1 AND box IS NULL",
	[SQL_INBOUND_DUE] = "SELECT subscriber, scheme, reference, total FROM inbound_parts WHERE due_ms <= ?1 AND box IS NOT NULL LIMIT 1",
	[SQL_INBOUND_NEXT] = "SELECT MIN(due_ms) FROM inbound_parts",
#undef OF_SET

	[SQL_SCREEN_NOTE] = "INSERT INTO screens(subscriber, message) VALUES(?1, ?2)",
	[SQL_SCREEN_PARTS_DROP] = "DELETE FROM message_parts WHERE message IN (SELECT message FROM screens WHERE subscriber = ?1)",
	[SQL_SCREEN_MESSAGES_DROP] = "DELETE FROM messages WHERE id IN (SELECT message FROM screens WHERE subscriber = ?1)",
	[SQL_SCREEN_SETTLE] = "DELETE FROM screens WHERE subscriber = ?1",
	[SQL_TOKEN_ADD] = "INSERT INTO tokens(name, role, mark, hash, made_ms) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(name) DO NOTHING",
	[SQL_TOKEN_COUNT] = "SELECT COUNT(*) FROM tokens",
	[SQL_TOKEN_DROP] = "DELETE FROM tokens WHERE name = ?1",
	[SQL_TOKEN_EACH] = "SELECT name, role, made_ms FROM tokens ORDER BY name",
	[SQL_TOKEN_FIND] = "SELECT name, role, made_ms, hash FROM tokens WHERE mark = ?1",
	[SQL_REPLY_EXPIRE] = "DELETE FROM replies WHERE at_ms <= ?1 OR id <= (SELECT MAX(id) FROM replies) - ?2",
	[SQL_REPLY_GET] = "SELECT request, status, body FROM replies WHERE key = ?1 AND at_ms > ?2",
	[SQL_REPLY_PUT] = "INSERT INTO replies(key, request, status, body, at_ms) VALUES(?1, ?2, ?3, ?4, ?5)",
	[SQL_AUDIT_ADD] = "INSERT INTO audit(at_ms, who, role, action, subject, reason, outcome, restricted, place)"
		" SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, is_restricted, (SELECT COALESCE(MAX(place), 0) + 1 FROM audit WHERE restricted = is_restricted)"
		" FROM (SELECT COALESCE((SELECT " RESTRICTED " FROM appeals WHERE number = ?8), 0) AS is_restricted)",
	[SQL_AUDIT_EACH] = "SELECT place, at_ms, who, role, action, subject, reason, outcome FROM audit WHERE restricted = 0 AND place > ?1 ORDER BY place LIMIT ?2",
	[SQL_AUDIT_ALL] = "SELECT id, at_ms, who, role, action, subject, reason, outcome FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2",
	[SQL_AUDIT_JUDGE] = "UPDATE audit SET restricted = 1 WHERE restricted = 0 AND subject <> ''"
		" AND CAST(subject AS INTEGER) IN (SELECT number FROM appeals WHERE topic = ?1 AND restricted = 1)",
	[SQL_LISTING_ALL] = LISTING " WHERE (lodged_ms, number) > (?1, ?2) AND (?3 OR restricted = 0)"
		" ORDER BY lodged_ms, number LIMIT ?4",
	[SQL_LISTING_STATUS] = LISTING " WHERE (lodged_ms, number) > (?1, ?2) AND (?3 OR restricted = 0)"
		" AND status = ?5 ORDER BY lodged_ms, number LIMIT ?4",
	[SQL_LISTING_ONE] = LISTING " WHERE number = ?1 AND (?2 OR restricted = 0)",
	[SQL_ADDITION_EACH] = "SELECT text, at_ms FROM (SELECT step, text, at_ms FROM appeal_additions WHERE appeal = ?1"
		" ORDER BY step DESC LIMIT ?2) ORDER BY step",

	[SQL_TELL_MARK] = "INSERT INTO tells(number, version) VALUES(?1, 1) ON CONFLICT(number) DO UPDATE SET version = version + 1",
	[SQL_TELL_MARK_ALL] = "INSERT INTO tells(number, version) SELECT number, 1 FROM appeals WHERE true"
		" ON CONFLICT(number) DO UPDATE SET version = version + 1",
	[SQL_TELL_NEXT] = "SELECT number, version FROM tells WHERE number > ?1 ORDER BY number LIMIT ?2",
	[SQL_TELL_DONE] = "DELETE FROM tells WHERE number = ?1 AND version = ?2",

	[SQL_UNREADABLE_ADD] = "INSERT INTO unreadable(at_ms, network, data_coding, octets) VALUES(?1, ?2, ?3, ?4)",
	[SQL_UNREADABLE_PRUNE] = "DELETE FROM unreadable WHERE id <= (SELECT MAX(id) FROM unreadable) - ?1",
	[SQL_UNREADABLE_EACH] = "SELECT at_ms, network, data_coding, octets FROM unreadable ORDER BY id DESC LIMIT ?1",

	[SQL_TRAFFIC_ADD] = "INSERT INTO traffic(day, way, screen, shown, dropped, ended) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
		" ON CONFLICT(day, way, screen) DO UPDATE SET shown = shown + excluded.shown, dropped = dropped + excluded.dropped,"
		" ended = ended + excluded.ended",
	[SQL_TRAFFIC_FORGET] = "DELETE FROM traffic WHERE day < ?1",

	[SQL_VERSION_ADD] = "INSERT INTO menu_versions(author, at_ms, screens, digest, files) VALUES(?1, ?2, ?3, ?4, ?5) RETURNING number",
	[SQL_VERSION_OF_DIGEST] = VERSION " WHERE digest = ?1",
	[SQL_VERSION_GET] = VERSION " WHERE number = ?1",
	[SQL_VERSION_FILES] = "SELECT files, digest FROM menu_versions WHERE number = ?1",
	[SQL_VERSION_EACH] = VERSION " WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
	[SQL_VERSION_LIVE] = "SELECT version, who, at_ms FROM menu_lives ORDER BY id DESC LIMIT 1",
	[SQL_VERSION_GO_LIVE] = "INSERT INTO menu_lives(version, who, at_ms) VALUES(?1, ?2, ?3)",
};

enum error statement_error(struct store *s, int result)
{
	int primary = result & 0xff;
	if (primary == SQLITE_OK || primary == SQLITE_ROW || primary == SQLITE_DONE)
		return ERR_NONE;
	snprintf(s->last_error, sizeof s->last_error, "%s (%d)", s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(result), result);
	switch (primary) {
	case SQLITE_FULL: return ERR_DISK;
	case SQLITE_NOMEM: return ERR_NOMEM;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return ERR_CORRUPT;
	case SQLITE_CONSTRAINT: return ERR_STATE;
	case SQLITE_MISUSE:
	case SQLITE_RANGE: assert(!"a statement is used wrongly"); return ERR_STATE;
	default: return ERR_IO;
	}
}

enum error statements_prepare(struct store *s)
{
	for (size_t i = 0; i < SQL_COUNT; i++) {
		enum error error = statement_error(s, sqlite3_prepare_v3(s->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &s->statements[i], NULL));
		if (error)
			return error;
	}
	return ERR_NONE;
}

void statements_finalize(struct store *s)
{
	for (size_t i = 0; i < SQL_COUNT; i++) {
		sqlite3_finalize(s->statements[i]);
		s->statements[i] = NULL;
	}
}

static void query_fail(struct query *q, enum error error)
{
	if (!q->error)
		q->error = error;
}

/* What SQLite itself could not do. A row that a constraint keeps out takes nothing else of the group with it. */
static void query_break(struct query *q, int result)
{
	enum error error = statement_error(q->store, result);
	if (q->error)
		return;
	query_fail(q, error);
	if (q->store->open && error_class(error) == ERROR_STORE)
		q->store->broken = error;
}

struct query query_start(struct store *s, enum statement statement)
{
	assert(statement < SQL_COUNT);
	assert(!sqlite3_stmt_busy(s->statements[statement]));
	return (struct query){ .store = s, .statement = s->statements[statement], .error = s->broken };
}

void query_bind_int(struct query *q, int64_t value)
{
	if (!q->error)
		query_break(q, sqlite3_bind_int64(q->statement, ++q->bound, value));
}

void query_bind_text(struct query *q, const char *text)
{
	if (!q->error)
		query_break(q, sqlite3_bind_text(q->statement, ++q->bound, text, -1, SQLITE_STATIC));
}

void query_bind_blob(struct query *q, const uint8_t *at, size_t len)
{
	if (!q->error)
		query_break(q, sqlite3_bind_blob64(q->statement, ++q->bound, at, len, SQLITE_STATIC));
}

void query_bind_sealed(struct query *q, const char *at, size_t len)
{
	if (q->error)
		return;
	size_t capacity = len + SEAL_OVERHEAD, written;
	uint8_t *box = sqlite3_malloc64(capacity);
	if (!box) {
		query_fail(q, ERR_NOMEM);
		return;
	}
	enum error error = seal(&q->store->sealer, (struct bytes){ (const uint8_t *)at, len }, box, capacity, &written);
	assert(!error);
	(void)error;
	query_break(q, sqlite3_bind_blob64(q->statement, ++q->bound, box, written, sqlite3_free));
}

void query_bind_sealed_text(struct query *q, const char *text)
{
	if (*text)
		query_bind_sealed(q, text, strlen(text));
	else
		q->bound++;
}

bool query_row(struct query *q)
{
	q->row = false;
	if (q->error)
		return false;
	int result = sqlite3_step(q->statement);
	query_break(q, result);
	q->row = result == SQLITE_ROW;
	return q->row;
}

int64_t query_int(struct query *q, int column)
{
	return q->error || !q->row ? 0 : sqlite3_column_int64(q->statement, column);
}

struct bytes query_blob(struct query *q, int column)
{
	if (q->error || !q->row)
		return (struct bytes){ NULL, 0 };
	const uint8_t *at = sqlite3_column_blob(q->statement, column);
	return (struct bytes){ at, at ? (size_t)sqlite3_column_bytes(q->statement, column) : 0 };
}

void query_text(struct query *q, int column, char *out, size_t capacity)
{
	if (!bytes_to_string(query_blob(q, column), out, capacity))
		query_fail(q, ERR_CORRUPT);
}

size_t query_sealed(struct query *q, int column, char *out, size_t capacity)
{
	struct bytes box = query_blob(q, column);
	if (box.len == 0)
		return 0;
	size_t written;
	enum error error = unseal(&q->store->sealer, box, (uint8_t *)out, capacity, &written);
	query_fail(q, error == ERR_FULL ? ERR_CORRUPT : error);
	return written;
}

void query_sealed_text(struct query *q, int column, char *out, size_t capacity)
{
	out[query_sealed(q, column, out, capacity - 1)] = '\0';
}

enum error query_row_end(struct query *q)
{
	if (!q->row || q->error != ERR_CORRUPT)
		return q->error;
	q->error = ERR_NONE;
	return ERR_CORRUPT;
}

/* Bindings are cleared, so that a statement left at rest holds nothing of anybody. The result of the reset is the one already seen. */
enum error query_end(struct query *q)
{
	sqlite3_reset(q->statement);
	sqlite3_clear_bindings(q->statement);
	return q->error;
}

enum error query_run(struct query *q)
{
	bool row = query_row(q);
	assert(!row);
	(void)row;
	return query_end(q);
}

size_t query_changes(const struct query *q)
{
	return (size_t)sqlite3_changes64(q->store->db);
}

enum error query_run_found(struct query *q)
{
	enum error error = query_run(q);
	return error || query_changes(q) > 0 ? error : ERR_NOT_FOUND;
}
