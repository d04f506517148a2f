// SPDX-License-Identifier: Apache-2.0

#include "CWebUI.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char api_js[] = {
#embed "web/api.js"
};
static const unsigned char app_css[] = {
#embed "web/app.css"
};
static const unsigned char app_js[] = {
#embed "web/app.js"
};
static const unsigned char chart_js[] = {
#embed "web/chart.js"
};
static const unsigned char compare_js[] = {
#embed "web/compare.js"
};
static const unsigned char docs_css[] = {
#embed "web/docs.css"
};
static const unsigned char docs_elements_js[] = {
#embed "web/docs-elements.js"
};
static const unsigned char docs_html[] = {
#embed "web/docs.html"
};
static const unsigned char docs_js[] = {
#embed "web/docs.js"
};
static const unsigned char docs_schemas_js[] = {
#embed "web/docs-schemas.js"
};
static const unsigned char dom_js[] = {
#embed "web/dom.js"
};
static const unsigned char faces_js[] = {
#embed "web/faces.js"
};
static const unsigned char favicon_svg[] = {
#embed "web/favicon.svg"
};
static const unsigned char format_js[] = {
#embed "web/format.js"
};
static const unsigned char fuse_view_js[] = {
#embed "web/fuse-view.js"
};
static const unsigned char history_view_js[] = {
#embed "web/history-view.js"
};
static const unsigned char history_js[] = {
#embed "web/history.js"
};
static const unsigned char icons_svg[] = {
#embed "web/icons.svg"
};
static const unsigned char index_html[] = {
#embed "web/index.html"
};
static const unsigned char messages_en_js[] = {
#embed "web/messages.en.js"
};
static const unsigned char messages_zh_hans_js[] = {
#embed "web/messages.zh-hans.js"
};
static const unsigned char openapi_json[] = {
#embed "web/openapi.json"
};
static const unsigned char options_js[] = {
#embed "web/options.js"
};
static const unsigned char photo_check_js[] = {
#embed "web/photo-check.js"
};
static const unsigned char photos_js[] = {
#embed "web/photos.js"
};
static const unsigned char problem_js[] = {
#embed "web/problem.js"
};
static const unsigned char queue_parts_js[] = {
#embed "web/queue-parts.js"
};
static const unsigned char queue_view_js[] = {
#embed "web/queue-view.js"
};
static const unsigned char stage_js[] = {
#embed "web/stage.js"
};
static const unsigned char text_js[] = {
#embed "web/text.js"
};
static const unsigned char watch_js[] = {
#embed "web/watch.js"
};

static const facefleet_web_file files[] = {
    {"/ui/api.js", "text/javascript; charset=utf-8", api_js, sizeof api_js},
    {"/ui/app.css", "text/css; charset=utf-8", app_css, sizeof app_css},
    {"/ui/app.js", "text/javascript; charset=utf-8", app_js, sizeof app_js},
    {"/ui/chart.js", "text/javascript; charset=utf-8", chart_js, sizeof chart_js},
    {"/ui/compare.js", "text/javascript; charset=utf-8", compare_js, sizeof compare_js},
    {"/ui/docs.css", "text/css; charset=utf-8", docs_css, sizeof docs_css},
    {"/ui/docs-elements.js", "text/javascript; charset=utf-8", docs_elements_js, sizeof docs_elements_js},
    {"/docs", "text/html; charset=utf-8", docs_html, sizeof docs_html},
    {"/ui/docs.js", "text/javascript; charset=utf-8", docs_js, sizeof docs_js},
    {"/ui/docs-schemas.js", "text/javascript; charset=utf-8", docs_schemas_js, sizeof docs_schemas_js},
    {"/ui/dom.js", "text/javascript; charset=utf-8", dom_js, sizeof dom_js},
    {"/ui/faces.js", "text/javascript; charset=utf-8", faces_js, sizeof faces_js},
    {"/ui/favicon.svg", "image/svg+xml", favicon_svg, sizeof favicon_svg},
    {"/ui/format.js", "text/javascript; charset=utf-8", format_js, sizeof format_js},
    {"/ui/fuse-view.js", "text/javascript; charset=utf-8", fuse_view_js, sizeof fuse_view_js},
    {"/ui/history-view.js", "text/javascript; charset=utf-8", history_view_js, sizeof history_view_js},
    {"/ui/history.js", "text/javascript; charset=utf-8", history_js, sizeof history_js},
    {"/ui/icons.svg", "image/svg+xml", icons_svg, sizeof icons_svg},
    {"/", "text/html; charset=utf-8", index_html, sizeof index_html},
    {"/ui/messages.en.js", "text/javascript; charset=utf-8", messages_en_js, sizeof messages_en_js},
    {"/ui/messages.zh-hans.js", "text/javascript; charset=utf-8", messages_zh_hans_js, sizeof messages_zh_hans_js},
    {"/openapi.json", "application/json", openapi_json, sizeof openapi_json},
    {"/ui/options.js", "text/javascript; charset=utf-8", options_js, sizeof options_js},
    {"/ui/photo-check.js", "text/javascript; charset=utf-8", photo_check_js, sizeof photo_check_js},
    {"/ui/photos.js", "text/javascript; charset=utf-8", photos_js, sizeof photos_js},
    {"/ui/problem.js", "text/javascript; charset=utf-8", problem_js, sizeof problem_js},
    {"/ui/queue-parts.js", "text/javascript; charset=utf-8", queue_parts_js, sizeof queue_parts_js},
    {"/ui/queue-view.js", "text/javascript; charset=utf-8", queue_view_js, sizeof queue_view_js},
    {"/ui/stage.js", "text/javascript; charset=utf-8", stage_js, sizeof stage_js},
    {"/ui/text.js", "text/javascript; charset=utf-8", text_js, sizeof text_js},
    {"/ui/watch.js", "text/javascript; charset=utf-8", watch_js, sizeof watch_js},
};

size_t facefleet_web_file_count(void) { return sizeof files / sizeof files[0]; }

facefleet_web_file facefleet_web_file_at(size_t place) { return files[place]; }
