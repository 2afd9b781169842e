/* The addresses of the HTTP API, one row each: who may ask what, with which fields, and what answers. docs/openapi.yaml says the same; a test
 * holds the two together. */
#ifndef KOPURO_CONTROL_HTTP_ROUTE_H
#define KOPURO_CONTROL_HTTP_ROUTE_H

#include "control/http_call.h"

#define ROUTE_PARAMETERS 4

enum route_access {
	ACCESS_TOKEN, /* a token with one of `roles` */
	ACCESS_LOCAL, /* the same, but on this machine without a proxy nobody has to say who they are */
	ACCESS_OPEN,  /* anybody */
};

struct http_route {
	const char *method, *path; /* {name} stands for one part of a path */
	enum route_access access;
	unsigned roles; /* bits, by enum token_role */
	http_handler *handler;
	const char *name; /* in the audit: of a write, and of a look that leaves a row; NULL: another look, of which only an attempt that is refused does */
	bool writes;      /* else it only looks */
	bool of_appeal;   /* what its path names is an appeal: one that is not there for who asks leaves a row */
	const struct body_field *fields; /* of a write's body */
	size_t field_count;
	const char *parameters[ROUTE_PARAMETERS]; /* of the query */
};

/* NULL with *path_known: the path has other methods, which `allow` lists. `name`: what stood in place of {name}. */
const struct http_route *route_find(const char *method, const char *path, char name[HTTP_NAME_MAX + 1], bool *path_known, char *allow,
	size_t capacity);

/* http_appeals.c */
http_handler appeals_list, appeals_show, appeals_contact, appeals_status;
/* http_items.c */
http_handler items_give, items_take_back;
/* http_queue.c */
http_handler queue_list, queue_why, queue_retry, queue_park, queue_drop;
#define QUEUE_PAGE 100
/* http_projects.c */
http_handler projects_list, projects_report, pledges_payment;
/* http_menus.c */
http_handler menus_reload, menus_versions, menus_back;
/* http_links.c */
http_handler links_list, link_show, link_put, link_delete, link_stop_now, link_start_now, configuration_write;
/* http_figures.c */
http_handler figures_show, audit_show, unreadable_list, health_show;
/* http_metrics.c */
http_handler metrics_show;

#endif
