#pragma once

#include <curl/curl.h>

/*
 * Swift cannot call C functions with variable arguments. Each function below passes one type of argument to one of
 * them, so that no call site can pair an option with an argument of the wrong width.
 */

#pragma clang assume_nonnull begin

static inline CURLcode polyarch_easy_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode polyarch_easy_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/* libcurl copies the string. NULL puts the option back to "none". */
static inline CURLcode polyarch_easy_set_string(CURL *handle, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

/* For what libcurl keeps a pointer to: callback contexts and the error buffer. */
static inline CURLcode polyarch_easy_set_pointer(CURL *handle, CURLoption option, void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

/* libcurl copies the bytes. */
static inline CURLcode polyarch_easy_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = { (void *)bytes, count, CURL_BLOB_COPY };
    return curl_easy_setopt(handle, option, &blob);
}

static inline CURLcode polyarch_easy_set_list(
    CURL *handle, CURLoption option, struct curl_slist *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode polyarch_easy_set_write(
    CURL *handle, CURLoption option, curl_write_callback _Nullable callback) {
    return curl_easy_setopt(handle, option, callback);
}

static inline CURLcode polyarch_easy_set_open_socket(CURL *handle, curl_opensocket_callback _Nullable callback) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

static inline CURLcode polyarch_easy_set_before_request(CURL *handle, curl_prereq_callback _Nullable callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLMcode polyarch_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* CURLVERSION_NOW is a macro, which Swift does not see. */
static inline const curl_version_info_data *_Nullable polyarch_version(void) {
    return curl_version_info(CURLVERSION_NOW);
}

static inline CURLcode polyarch_easy_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode polyarch_easy_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

/* libcurl owns the string, which is valid until the handle is used again. */
static inline CURLcode polyarch_easy_get_string(CURL *handle, CURLINFO info, char *_Nullable *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

/* The result is in an anonymous union, to which Swift gives a made-up name. */
static inline CURLcode polyarch_message_result(const CURLMsg *message) {
    return message->data.result;
}

#pragma clang assume_nonnull end
