/* Items to a central queue by HTTP POST: libcurl's multi interface on the gateway's loop. The body is the event, signed so
 * that the receiver knows who sent it and when (feedback/webhook_sign.h). TLS is verified, redirects are not followed, and 2xx alone is an answer that counts.
 * A refusal's Retry-After (RFC 9110, 10.2.3: seconds, or a date) is handed on. */
#include "feedback/engine.h"

#include "feedback/webhook_sign.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define IN_FLIGHT 8
#define CONNECT_S 10L
#define ANSWER_S 30L

struct webhook {
	struct engine engine;
	struct event_base *base;
	const struct engine_events *events;
	void *context;
	char *url;
	struct webhook_signer signer;
	char *ca; /* file of certificates to trust; NULL: the system's */
	CURLM *multi;
	struct event *timer;
	struct post *posts[IN_FLIGHT]; /* under way; NULL: free */
	bool up;
};

/* One POST under way. */
struct post {
	struct webhook *webhook;
	struct post **slot;
	CURL *easy;
	struct curl_slist *headers;
	char *body;
	char id[40];
	char why[CURL_ERROR_SIZE];
};

static void post_free(struct post *p)
{
	*p->slot = NULL;
	curl_slist_free_all(p->headers);
	if (p->easy)
		curl_easy_cleanup(p->easy);
	if (p->body)
		sodium_memzero(p->body, strlen(p->body));
	free(p->body);
	free(p);
}

static void tell_state(struct webhook *w, bool up, const char *why)
{
	if (w->up == up)
		return;
	w->up = up;
	w->events->state(w->context, up, why);
}

/* CURLINFO_RETRY_AFTER takes a number that is too large for it as none. */
static int64_t retry_after(CURL *easy)
{
	struct curl_header *header;
	if (curl_easy_header(easy, "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return 0;
	bool is_number = header->value[0] && strspn(header->value, "0123456789") == strlen(header->value);
	double seconds = is_number ? strtod(header->value, NULL) : (double)curl_getdate(header->value, NULL) - (double)time(NULL);
	if (seconds < 1)
		return 0;
	return seconds * 1000 < (double)ENGINE_RETRY_MAX_MS ? (int64_t)seconds * 1000 : ENGINE_RETRY_MAX_MS;
}

/* Before a connection stands, no item was shown to anybody. */
static bool is_unsent(CURLcode result)
{
	static const CURLcode before[] = {CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
		CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER};
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (result == before[i])
			return true;
	return false;
}

/* A POST is over: the item is delivered, or the outbox offers it again. */
static void post_done(struct post *p, CURLcode result)
{
	struct webhook *w = p->webhook;
	long status = 0;
	char why[64];
	curl_easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &status);
	bool accepted = result == CURLE_OK && status >= 200 && status < 300;
	snprintf(why, sizeof why, "HTTP status %ld", status);
	int64_t retry_ms = result == CURLE_OK && !accepted ? retry_after(p->easy) : 0;
	const char *reason = result == CURLE_OK ? why : p->why[0] ? p->why : curl_easy_strerror(result);
	curl_multi_remove_handle(w->multi, p->easy);
	tell_state(w, result == CURLE_OK, reason);
	char id[sizeof p->id], told[CURL_ERROR_SIZE];
	memcpy(id, p->id, sizeof id);
	snprintf(told, sizeof told, "%s", accepted ? "" : reason);
	post_free(p); /* its slot is free before the outbox hears of it */
	w->events->done(w->context, &(struct engine_done){.id = id, .accepted = accepted, .retry_ms = retry_ms, .why = told, .unsent = is_unsent(result)});
}

static void read_results(struct webhook *w)
{
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(w->multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		struct post *p;
		CURLcode result = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&p);
		post_done(p, result);
	}
}

/* ---- curl on libevent ---- */

static void on_socket_event(evutil_socket_t fd, short what, void *context)
{
	struct webhook *w = context;
	int running, action = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
	curl_multi_socket_action(w->multi, fd, action, &running);
	read_results(w);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct webhook *w = context;
	int running;
	(void)fd;
	(void)what;
	curl_multi_socket_action(w->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	read_results(w);
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *of_socket)
{
	struct webhook *w = context;
	struct event *event = of_socket;
	(void)easy;
	if (event)
		event_free(event);
	event = NULL;
	if (what != CURL_POLL_REMOVE) {
		short wanted = (short)(EV_PERSIST | (what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0));
		event = event_new(w->base, fd, wanted, on_socket_event, w);
		if (event)
			event_add(event, NULL);
	}
	curl_multi_assign(w->multi, fd, event);
	return 0;
}

static int want_timer(CURLM *multi, long ms, void *context)
{
	struct webhook *w = context;
	(void)multi;
	struct timeval after = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
	if (ms < 0)
		evtimer_del(w->timer);
	else
		evtimer_add(w->timer, &after);
	return 0;
}

/* ---- a POST ---- */

static size_t drop_answer(char *data, size_t size, size_t count, void *context)
{
	(void)data;
	(void)context;
	return size * count;
}

static bool add_header(struct post *p, const char *header)
{
	struct curl_slist *headers = curl_slist_append(p->headers, header);
	if (headers)
		p->headers = headers;
	return headers;
}

static bool post_prepare(struct post *p)
{
	char headers[WEBHOOK_HEADERS][WEBHOOK_HEADER_MAX];
	if (!p->easy || !p->body)
		return false;
	webhook_sign(&p->webhook->signer, p->id, time(NULL), p->body, headers);
	for (size_t i = 0; i < WEBHOOK_HEADERS; i++)
		if (!add_header(p, headers[i]))
			return false;
	if (!add_header(p, "Content-Type: application/cloudevents+json; charset=utf-8") || !add_header(p, "Expect:"))
		return false;
	curl_easy_setopt(p->easy, CURLOPT_URL, p->webhook->url);
	curl_easy_setopt(p->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(p->easy, CURLOPT_POSTFIELDS, p->body);
	curl_easy_setopt(p->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(p->body));
	curl_easy_setopt(p->easy, CURLOPT_HTTPHEADER, p->headers);
	curl_easy_setopt(p->easy, CURLOPT_USERAGENT, "kopurod");
	curl_easy_setopt(p->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(p->easy, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(p->easy, CURLOPT_TIMEOUT, ANSWER_S);
	curl_easy_setopt(p->easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(p->easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (p->webhook->ca) {
		curl_easy_setopt(p->easy, CURLOPT_CAINFO, p->webhook->ca);
		curl_easy_setopt(p->easy, CURLOPT_CAPATH, NULL); /* these, and not the system's too */
	}
	curl_easy_setopt(p->easy, CURLOPT_QUICK_EXIT, 1L); /* or giving up a name that does not resolve would wait for its resolver, on the loop */
	curl_easy_setopt(p->easy, CURLOPT_WRITEFUNCTION, drop_answer);
	curl_easy_setopt(p->easy, CURLOPT_ERRORBUFFER, p->why);
	curl_easy_setopt(p->easy, CURLOPT_PRIVATE, p);
	return true;
}

static enum error webhook_publish(struct engine *e, const struct item *item, const char *json)
{
	struct webhook *w = (struct webhook *)e;
	size_t slot = 0;
	while (slot < IN_FLIGHT && w->posts[slot])
		slot++;
	if (slot == IN_FLIGHT)
		return ERR_FULL;
	struct post *p = calloc(1, sizeof *p);
	if (!p)
		return ERR_NOMEM;
	p->webhook = w;
	p->slot = &w->posts[slot];
	*p->slot = p;
	p->easy = curl_easy_init();
	p->body = strdup(json);
	memcpy(p->id, item->id, sizeof p->id);
	if (!post_prepare(p) || curl_multi_add_handle(w->multi, p->easy) != CURLM_OK) {
		post_free(p);
		return ERR_NOMEM;
	}
	return ERR_NONE;
}

/* There is no connection to be up: until a POST fails it counts as up. */
static bool webhook_is_up(const struct engine *e)
{
	return ((const struct webhook *)e)->up;
}

/* POSTs under way are dropped: their items are in the outbox, and will come with the same id. */
static void webhook_close(struct engine *e)
{
	struct webhook *w = (struct webhook *)e;
	for (size_t i = 0; i < IN_FLIGHT; i++)
		if (w->posts[i]) {
			curl_multi_remove_handle(w->multi, w->posts[i]->easy);
			post_free(w->posts[i]);
		}
	curl_multi_cleanup(w->multi); /* gives its sockets back through want_socket */
	if (w->timer)
		event_free(w->timer);
	webhook_signer_wipe(&w->signer);
	free(w->url);
	free(w->ca);
	free(w);
}

struct engine *engine_webhook(struct event_base *base, const char *url, const char *const *secrets, size_t secret_count, const char *ca,
	const struct engine_events *events, void *context, const char **why)
{
	struct webhook_signer signer;
	*why = "feedback webhook: a secret is 'whsec_' and base64, or a line without that";
	if (!webhook_signer_init(&signer, secrets, secret_count))
		return NULL;
	*why = "feedback webhook: no memory";
	struct webhook *w = calloc(1, sizeof *w);
	if (!w)
		return NULL;
	w->engine = (struct engine){.kind = "webhook", .in_flight_max = IN_FLIGHT, .publish = webhook_publish, .is_up = webhook_is_up,
		.close = webhook_close};
	w->base = base;
	w->events = events;
	w->context = context;
	w->up = true;
	w->url = strdup(url);
	w->signer = signer;
	webhook_signer_wipe(&signer);
	w->ca = ca ? strdup(ca) : NULL;
	w->multi = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_multi_init() : NULL;
	w->timer = evtimer_new(base, on_timer, w);
	if (!w->url || (ca && !w->ca) || !w->multi || !w->timer) {
		webhook_close(&w->engine);
		return NULL;
	}
	curl_multi_setopt(w->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	curl_multi_setopt(w->multi, CURLMOPT_SOCKETDATA, w);
	curl_multi_setopt(w->multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(w->multi, CURLMOPT_TIMERDATA, w);
	return &w->engine;
}
