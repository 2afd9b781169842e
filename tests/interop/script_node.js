#!/usr/bin/env node
// A network on the npm package `smpp` that does what a script of tests/interop/fields says, and judges nothing: fields.t does, by what tshark saw.
// usage: script_node.js SCRIPT [KEY CERTIFICATE CA]      Says `port N`, and `stop` when the script is over; ends with the gateway's unbind.
// With the last three it speaks TLS, and takes no client without a certificate of that CA: `refused` when it does not.
'use strict';
const fs = require('fs');
const smpp = require('smpp');

const PATIENCE_MS = 10000; // for any one thing to happen
const [path, key, cert, ca] = process.argv.slice(2);
const script = JSON.parse(fs.readFileSync(path, 'utf8'));
const raw = smpp.types.tlv.buffer;
for (const [name, id] of [['its_session_info', 0x1383], ['user_message_reference', 0x0204], ['ussd_service_op', 0x0501], ['message_state', 0x0427],
	['receipted_message_id', 0x001e]]) smpp.addTLV(name, {id, type: raw});
const NOT_OF_DATA = ['protocol_id', 'priority_flag', 'schedule_delivery_time', 'validity_period', 'replace_if_present_flag', 'sm_default_msg_id'];

let sent = 0, unanswered = 0, taken = 0, left = false, wake = () => {};

const answers = {
	bind_transceiver: () => ({system_id: 'peer'}),
	unbind: () => { left = true; return {}; },
	submit_sm: () => ({message_id: 'm-' + ++taken}),
	data_sm: () => ({message_id: 'm-' + ++taken}),
};

async function until(there) {
	const end = Date.now() + PATIENCE_MS;
	while (!there()) {
		if (Date.now() > end) throw new Error(`nothing came for ${PATIENCE_MS} ms`);
		await new Promise(resolve => {
			const timer = setTimeout(resolve, end - Date.now() + 1);
			wake = () => { clearTimeout(timer); resolve(); };
		});
	}
}

function give(session, step) {
	const {from, command, text, tlvs, ...own} = step;
	const fields = {...script.network, ...own};
	const octets = fields.data_coding === 8 ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'ascii');
	const body = {sequence_number: ++sent, ...fields};
	if (command === 'data_sm') for (const name of NOT_OF_DATA) delete body[name];
	else body.short_message = octets;
	for (const [name, value] of tlvs) body[name] = value === 'text' ? octets : Buffer.from(value, 'hex');
	session.send(new smpp.PDU(command, body));
	unanswered++;
}

async function play(session) {
	let awaited = 0;
	for (const step of script.pdus) {
		if (step.from === 'network') {
			give(session, step);
			continue;
		}
		awaited++;
		await until(() => taken >= awaited && unanswered === 0);
	}
	await until(() => unanswered === 0);
	console.log('stop');
	await until(() => left);
}

const options = key ? {key: fs.readFileSync(key), cert: fs.readFileSync(cert), ca: fs.readFileSync(ca), requestCert: true, rejectUnauthorized: true} : {};
const server = smpp.createServer(options, session => {
	session.socket.setNoDelay(true);
	session.on('error', () => {}); // what is not as it should be is seen in the capture
	session.on('pdu', pdu => {
		if (answers[pdu.command]) session.send(pdu.response(answers[pdu.command]()));
		else unanswered--;
		wake();
		if (pdu.command === 'bind_transceiver') {
			play(session).then(() => session.close(() => process.exit(0)), e => {
				console.error(e.message);
				process.exit(1);
			});
		}
	});
});
server.on('tlsClientError', e => console.log(`refused ${e.code || e.message}`));
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
