#!/usr/bin/env node
// TLS in front of a network that speaks none: listens on a port of loopback, asks for a certificate of that CA, and passes on what comes.
// usage: tls_front.js PORT KEY CERTIFICATE CA      Says `port N`, and `refused WHY` of who may not in.
'use strict';
const fs = require('fs');
const net = require('net');
const tls = require('tls');

const [port, key, cert, ca] = process.argv.slice(2);
const options = {key: fs.readFileSync(key), cert: fs.readFileSync(cert), ca: fs.readFileSync(ca), requestCert: true, rejectUnauthorized: true};
const server = tls.createServer(options, near => {
	const far = net.connect(Number(port), '127.0.0.1');
	for (const [from, to] of [[near, far], [far, near]]) {
		from.setNoDelay(true);
		from.on('error', () => to.destroy());
		from.on('close', () => to.end()); // what has come is passed on before
		from.pipe(to);
	}
});
server.on('tlsClientError', e => console.log(`refused ${e.code || e.message}`));
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
