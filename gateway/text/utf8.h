/* UTF-8 is in base, since complaints and files need it, too; who works with texts has it here. */
#ifndef KOPURO_TEXT_UTF8_H
#define KOPURO_TEXT_UTF8_H

#include "base/utf8.h"

#endif
