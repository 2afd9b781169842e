#!/usr/bin/env node
// A network on the npm package `smpp`: listens on a port of loopback, lets a gateway bind, and plays the handsets of journeys.json.
// usage: peer_node.js PROFILE JOURNEYS LOG      PROFILE: standard (its_session_info) or plain (number and code)
// Says `port N`, then TAP, a line a dialog; `stop` when the gateway is to be stopped. LOG gets each PDU as the peer saw it, a line of JSON each.
// Nothing here, and nothing below the package, is shared with the gateway. README.md tells the words of a scenario.
'use strict';
const fs = require('fs');
const smpp = require('smpp');

const PATIENCE_MS = 10000; // for any one thing to happen
const SERVICE = '500';
const OP = {begin: 1, ask: 2, end: 17, answer: 18, abort: 129};
smpp.addTLV('its_session_info', {id: 0x1383, type: smpp.types.tlv.buffer});

const [profile, journeys, logPath] = process.argv.slice(2);
const withSession = profile === 'standard';
const scenario = JSON.parse(fs.readFileSync(journeys, 'utf8'));
const log = fs.openSync(logPath, 'w');

const links = new Set(), phones = new Map(), unanswered = new Map(), kept = {}, given = new Set();
let phone, dialogs = 0, messageIds = 0, tests = 0, faults = [], wake = () => {};

function fail(text) { throw new Error(text); }
function fault(text) { faults.push(text); }

// ---- PDUs, in and out ----

function notePdu(pdu, text) {
	const row = {command: pdu.command_id, status: pdu.command_status, sequence: pdu.sequence_number, text: text || ''};
	fs.writeSync(log, JSON.stringify(row) + '\n');
}

function respond(link, pdu, body) {
	const response = pdu.response(body);
	link.session.send(response);
	notePdu(response);
}

function request(link, command, text, body) {
	const pdu = new smpp.PDU(command, body);
	link.session.send(pdu);
	notePdu(pdu, text);
	const name = link.name + ' ' + pdu.sequence_number;
	unanswered.set(name, (pdu.command_id | 0x80000000) >>> 0);
	return name;
}

function onBind(link, pdu, sends, receives) {
	if (pdu.system_id !== 'kopuro' || pdu.password !== 'secret') fault(`bound as ${pdu.system_id} with ${pdu.password}`);
	if (pdu.interface_version !== 0x34) fault(`interface_version ${pdu.interface_version}`);
	Object.assign(link, {sends, receives});
	respond(link, pdu, {system_id: 'node'});
}

function onScreen(to, pdu, text, octets) {
	const op = pdu.ussd_service_op;
	if (octets > 160) fault(`${octets} octets: ${text}`);
	if (pdu.data_coding !== 8) fault(`data_coding ${pdu.data_coding} of a screen`);
	if (op !== OP.ask && op !== OP.end) fault(`ussd_service_op ${op}`);
	if (to.next !== undefined || !to.waits) fault(`a screen that nobody asked for: ${text}`);
	if (pdu.service_type !== 'USSD') fault(`service_type ${pdu.service_type}`);
	if (withSession) {
		const [session, sequence] = pdu.its_session_info || [];
		if (session !== to.session) fault(`session number ${session}, not ${to.session}`);
		if ((sequence & 1) !== (op === OP.end ? 1 : 0)) fault(`end bit with ussd_service_op ${op}`);
		if (sequence >> 1 !== (to.sequence + 1) % 128) fault('the sequence stands still');
		to.sequence = sequence >> 1;
	} else if (pdu.its_session_info) {
		fault('its_session_info to a network without sessions');
	}
	Object.assign(to, {next: text, open: op === OP.ask, waits: false, ended: op === OP.end});
}

// Parts of a message: UDH with an 8-bit reference; the package cuts it into elements: 00 03 REFERENCE OF PART.
function onMessage(to, pdu, text, octets, udh) {
	if (octets > 140) fault(`${octets} octets of SMS`);
	if (!udh) {
		to.sms.push(text);
		return;
	}
	const [element, size, reference, of, part] = udh[0];
	if (udh.length !== 1 || element !== 0 || size !== 3 || part < 1 || part > of) fault(`UDH ${udh.map(e => e.toString('hex'))}`);
	const name = `${reference} of ${of}`;
	const parts = to.parts.get(name) || new Map();
	if (parts.has(part)) fault(`part ${part} twice`);
	to.parts.set(name, parts.set(part, text));
	if (parts.size === of) to.sms.push([...parts.keys()].sort((a, b) => a - b).map(at => parts.get(at)).join(''));
}

function onSubmit(link, pdu) {
	const to = phones.get(pdu.destination_addr);
	const {message: text, udh} = pdu.short_message;
	if (typeof text !== 'string') fail(`a text in data_coding ${pdu.data_coding}`);
	const octets = (pdu.data_coding === 8 ? 2 : 1) * text.length + (udh ? Buffer.concat(udh).length + 1 : 0);
	notePdu(pdu, text);
	if (!link.sends) fault('submit_sm on a receiver');
	if (pdu.source_addr !== SERVICE) fault(`source ${pdu.source_addr}`);
	if (!to) fault('submit_sm to a number that never called');
	const answer = () => respond(link, pdu, {message_id: 'node-' + ++messageIds});
	if (to && to.held) to.held.push(answer);
	else answer();
	if (!to) return;
	if (pdu.ussd_service_op !== undefined) onScreen(to, pdu, text, octets);
	else onMessage(to, pdu, text, octets, udh);
}

const on = {
	bind_transceiver: (link, pdu) => onBind(link, pdu, true, true),
	bind_transmitter: (link, pdu) => onBind(link, pdu, true, false),
	bind_receiver: (link, pdu) => onBind(link, pdu, false, true),
	submit_sm: onSubmit,
	enquire_link: (link, pdu) => respond(link, pdu),
	unbind: (link, pdu) => { link.left = true; respond(link, pdu); },
};

function onPdu(link, pdu) {
	if (pdu.command !== 'submit_sm') notePdu(pdu);
	if (on[pdu.command]) {
		on[pdu.command](link, pdu);
		return;
	}
	const name = link.name + ' ' + pdu.sequence_number;
	if (unanswered.get(name) !== pdu.command_id) fault(`${pdu.command} came, awaited was ${unanswered.get(name)}`);
	if (pdu.command_status) fault(`answered with status ${pdu.command_status}`);
	unanswered.delete(name);
}

// ---- time ----

async function until(what, there) {
	const end = Date.now() + PATIENCE_MS;
	while (!there()) {
		if (Date.now() > end) fail(`${what}: not within ${PATIENCE_MS} ms`);
		await new Promise(resolve => {
			const timer = setTimeout(resolve, end - Date.now() + 1);
			wake = () => { clearTimeout(timer); resolve(); };
		});
	}
}

function linkThat(can) { return [...links].find(link => link[can] && !link.left); }
function untilBound() { return until('a bind', () => linkThat('sends') && linkThat('receives')); }

// ---- a handset ----

function deliver(op, text, end) {
	const body = {
		service_type: 'USSD', source_addr_ton: 1, source_addr_npi: 1, source_addr: phone.number, destination_addr: op === OP.begin ? '' : SERVICE,
		data_coding: /[^\x20-\x7e]/.test(text) ? 8 : 0, short_message: text, ussd_service_op: op,
	};
	if (withSession) body.its_session_info = Buffer.from([phone.session, phone.sequence << 1 | (end ? 1 : 0)]);
	const name = request(linkThat('receives'), 'deliver_sm', text, body);
	return () => !unanswered.has(name);
}

async function sayAndSee(op, text) {
	phone.waits = true;
	const taken = deliver(op, text);
	await until(`a screen after '${text}'`, () => phone.next !== undefined);
	await until('deliver_sm_resp', taken);
	phone.screen = phone.next;
	phone.next = undefined;
}

async function askLinks(command) {
	const names = [...links].map(link => request(link, command));
	await until(`answer to ${command}`, () => names.every(name => !unanswered.has(name)));
}

// A last screen is shown again to whoever dials before the gateway knows that it arrived. So first let it hear our response to it, which
// takes another way than the dialling where transmitter and receiver are two.
async function dial(code) {
	if (phone.ended) await askLinks('enquire_link');
	phone.session = ++dialogs % 256;
	phone.sequence = 0;
	await sayAndSee(OP.begin, code);
}

async function answer(text) {
	if (!phone.open) fail(`the call is over: ${phone.screen}`);
	phone.sequence = (phone.sequence + 1) % 128;
	await sayAndSee(OP.answer, text);
}

async function nextPage(sought) {
	if (!/^9 /m.test(phone.screen)) fail(`no '${sought}' on the last page: ${phone.screen}`);
	await answer('9');
}

function filled(text) { return text.replace(/\{(\w+)\}/g, (_, name) => kept[name] || fail(`no ${name} was kept`)); }

async function choose(label) {
	let line;
	while (!(line = phone.screen.split('\n').find(l => l.replace(/^\d+/, '') === ' ' + label))) await nextPage(label);
	await answer(line.split(' ')[0]);
}

// A network with sessions tells of the end in two ways, in turns; one without tells nothing.
async function hangUp() {
	phone.open = false;
	if (!withSession) return;
	phone.sequence = (phone.sequence + 1) % 128;
	await until('deliver_sm_resp', dialogs % 2 ? deliver(OP.abort, '') : deliver(OP.answer, '', true));
}

const verbs = {
	phone: number => {
		if (!phones.has(number)) phones.set(number, {number, sms: [], parts: new Map(), open: false});
		phone = phones.get(number);
	},
	dial,
	type: text => answer(filled(text)),
	choose,
	read: async sought => {
		for (const words of sought) while (!phone.screen.includes(words)) await nextPage(words);
	},
	'hang up': hangUp,
	hold: () => { phone.held = []; },
	release: () => {
		const answers = phone.held;
		phone.held = undefined;
		answers.forEach(give => give());
	},
	enquire: () => askLinks('enquire_link'),
	unbind: async () => {
		await askLinks('unbind');
		await until('the end of the connections', () => links.size === 0);
		await untilBound();
	},
};

function noFaults() {
	const found = faults;
	faults = [];
	if (found.length) fail(found.join('\n'));
}

async function play(step) {
	const verb = Object.keys(step).find(key => key in verbs);
	await verbs[verb](step[verb]);
	if (step.keep) {
		const [number] = phone.screen.match(/\b\d{4}-\d{4}\b/) || fail(`no number on: ${phone.screen}`);
		if (given.has(number)) fail(`${number} was given twice`);
		given.add(kept[step.keep] = number);
	}
	for (const words of (step.shows || []).map(filled)) if (!phone.screen.includes(words)) fail(`no '${words}' on: ${phone.screen}`);
	if (step.shows && phone.open === !!step.end) fail(`open or closed is not as awaited: ${phone.screen}`);
	if (step.sms) {
		await until('an SMS', () => phone.sms.length > 0);
		const text = phone.sms.shift();
		for (const words of step.sms.map(filled)) if (!text.includes(words)) fail(`no '${words}' in the SMS: ${text}`);
	}
	noFaults();
}

async function tap(name, test) {
	let why = '';
	try {
		await test();
		noFaults();
	} catch (e) {
		why = [e.message].concat(faults.splice(0)).join('\n').replace(/^/mg, '# ') + '\n';
	}
	process.stdout.write(`${why ? 'not ok' : 'ok'} ${++tests} - ${name}\n${why}`);
	return !why;
}

async function main() {
	if (!await tap('the gateway binds', untilBound)) process.exit(1);
	for (const dialog of scenario) {
		await tap(dialog.title, async () => { for (const step of dialog.steps) await play(step); });
	}
	await tap('each deliver_sm was answered, and no SMS came unasked', async () => {
		await until('answers', () => unanswered.size === 0);
		for (const {sms} of phones.values()) if (sms.length) fail(`SMS: ${sms}`);
	});
	console.log('stop');
	await tap('the gateway unbinds when it is stopped', async () => {
		const last = [...links];
		await until('the end of the connections', () => links.size === 0);
		if (last.some(link => !link.left)) fail('closed without unbind');
	});
	console.log(`1..${tests}`);
	process.exit(0);
}

let connections = 0;
const server = smpp.createServer({}, session => {
	const link = {session, name: ++connections, sends: false, receives: false, left: false};
	links.add(link);
	session.socket.setNoDelay(true);
	session.on('pdu', pdu => {
		try {
			onPdu(link, pdu);
		} catch (e) {
			fault(e.message);
		}
		wake();
	});
	session.on('error', e => fault(`smpp: ${e.message}`));
	session.on('close', () => { links.delete(link); wake(); });
});
server.listen(0, '127.0.0.1', () => {
	console.log(`port ${server.address().port}`);
	main();
});
