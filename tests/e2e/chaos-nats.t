#!/usr/bin/perl
# Everything is killed at random moments under load (Chaos.pm); the queue is a nats-server.
use strict;
use warnings;
use File::Basename qw(dirname);
use lib dirname(__FILE__);
use Chaos;

chdir dirname($0) . '/../..' or die;
Chaos::test('nats');
