/* What `kopurod -V` and the console say. */
#ifndef KOPURO_VERSION_H
#define KOPURO_VERSION_H

#define KOPURO_VERSION "0.1.0"

#endif
