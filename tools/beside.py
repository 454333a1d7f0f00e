"""Acts that pass through no table of limits, each with what bounds it instead, and why that is enough."""
from __future__ import annotations

from collections.abc import Iterable

ANYONE, CODE, OWN, POST, WHOLE, INTAKE, MACHINE, SERVICE = (
    "anyone", "code", "own", "post", "whole", "intake", "machine", "service",
)  # fmt: skip
# what a word of the table means
MEANINGS = {
    "area": "of the own ground, with all below it",
    "unit": "of the own organisation",
    "party": "brought by the reader",
    "all": "everything of the deployment",
    "nothing": "nothing at all",
    ANYONE: "everybody may read it: it is published, and names nobody",
    CODE: "one record, by its number and query code",
    OWN: "what the reader made, is, or was sent",
    POST: "the grid the reader stands on today",
    WHOLE: "the district's own words, set by who leads all of it",
    INTAKE: "makes something new of what the caller says, and reads nothing",
    MACHINE: "the state of machines, without content of any case",
    SERVICE: "asked by services alone; no row leads there",
}


def _each(names: str, word: str, why: str) -> Iterable[tuple[str, tuple[str, str]]]:
    return ((name, (word, why)) for name in names.split())


GRID = dict((
    *_each("list_retention", MACHINE, "rules and counts of what has gone, no content"),
    *_each("find_area find_border list_areas list_case_types", ANYONE, "the ground is public"),
    *_each("list_place_kinds place_at near_places", ANYONE, "the ground is public"),
    *_each("read_access_list", ANYONE, "what may be asked of a community is published"),
    *_each("list_reward_amounts", ANYONE, "amounts are announced"),
    *_each("list_published", ANYONE, "what was published, covered, without a reporter"),
    *_each("chart chart_extent chart_feature", ANYONE, "layers of the ground are public; that of cases passes the scope"),
    *_each("similar", ANYONE, "open matters nearby, without words and reporter"),
    *_each("progress claim_reward", CODE, "no account is asked for"),
    *_each("pay_reward", CODE, "by number and code of the reward, of the own unit"),
    *_each("support withdraw_support", INTAKE, "counted under the own account, or the own report by its code"),
    *_each("report report_rows", INTAKE, "a matter may be reported from anywhere"),
    *_each("take_readings", INTAKE, "of devices of the own system"),
    *_each("draft_item assign_task", INTAKE, "made in the name of the own unit"),
    *_each("open_round my_rounds my_track check_in send_check_ins close_round", OWN, "rounds are their walker's alone"),
    *_each("record_visit my_visits", OWN, "visits are their maker's alone"),
    *_each("list_my_posts my_ground", OWN, "one's own posts"),
    *_each("my_sweep record_sweep_item", POST, "of the grids stood on today"),
    *_each("list_sources", WHOLE, "what codes of devices mean, wherever the devices are"),
    *_each("list_settings find_setting list_setting_changes", WHOLE, "what the district chose, as it holds in the own ground"),
    *_each("list_campaign_templates list_staff_roles list_teams", WHOLE, "words the whole district shares"),
    *_each("add_area rename_area split_area merge_areas end_area recode_area withdraw_area_change", WHOLE, "one tree of areas"),
    *_each("personal_holding", SERVICE, "how much is kept, counts alone, for who decides about an erasure"),
    *_each("personal_copy personal_correct", OWN, "oneself alone, by account or by number and code"),
    *_each("personal_corrected", SERVICE, "to a service that keeps a copy of it"),
    *_each("evidence_kept hand_over_file", SERVICE, "on behalf of the system"),
    *_each("name_offices whose", SERVICE, "names of offices; numbers and aliases, to tell who saw what"),
))  # fmt: skip
PETITION = dict((
    *_each("list_retention", MACHINE, "rules and counts of what has gone, no content"),
    *_each("personal_holding", SERVICE, "how much is kept, counts alone, for who decides about an erasure"),
    *_each("personal_copy personal_correct", OWN, "oneself alone, by account or by number and code"),
    *_each("personal_corrected", SERVICE, "to a service that keeps a copy of it"),
    *_each("register register_rows", INTAKE, "a petition may be brought anywhere"),
    *_each("take_in", INTAKE, "anything may be brought to the window"),
    *_each("confirm_intake_by_code support_by_intake", CODE, "no account is asked for"),
    *_each("progress rate_by_code withdraw_by_code", CODE, "no account is asked for"),
    *_each("audience", SERVICE, "whom a notice goes to"),
    *_each("intake_photos_kept", SERVICE, "ids of photos, to tell which may go"),
    *_each("whose", SERVICE, "numbers and aliases, to tell who saw what"),
))  # fmt: skip
MEDIATION = dict((
    *_each("list_retention", MACHINE, "rules and counts of what has gone, no content"),
    *_each("personal_holding", SERVICE, "how much is kept, counts alone, for who decides about an erasure"),
    *_each("personal_copy personal_correct", OWN, "oneself alone, by account or by number and code"),
    *_each("personal_corrected", SERVICE, "to a service that keeps a copy of it"),
    *_each("refer", SERVICE, "from the one window, on behalf of the system"),
    *_each("open", INTAKE, "a dispute may be brought anywhere"),
    *_each("rights", ANYONE, "rights and duties are told to everybody"),
    *_each("progress consent_by_code end_by_code", CODE, "no account is asked for"),
    *_each("audience", SERVICE, "whom a notice goes to"),
    *_each("own_openings", OWN, "oneself alone, by account or by number and code"),
    *_each("whose", SERVICE, "numbers and aliases, to tell who saw what"),
))  # fmt: skip
NOTIFY = dict((
    *_each("list_retention", MACHINE, "rules and counts of what has gone, no content"),
    *_each("inbox", "area", "notices to the own account, unit and ground of today"),
    *_each("read", OWN, "notices that the reader is sent"),
    *_each("text_code text_left", SERVICE, "a text to a number about the account it opens"),
    *_each("deliveries resend", MACHINE, "channel and state, neither words nor recipient"),
))  # fmt: skip
GATEWAY = dict((
    *_each("show_retention", MACHINE, "rules and counts of what has gone, no content"),
    *_each("sign_in", INTAKE, "asks for login and password"),
    *_each("window_page window_asset window_told window_followed window_leave", ANYONE, "a page with a form"),
    *_each("window_send", INTAKE, "anything may be brought to the window"),
    *_each("window_confirm window_support window_progress window_photos window_copy", CODE, "no account is asked for"),
    *_each("own_page own_looks_page own_phone_page", OWN, "the own account, or the way in to it"),
    *_each("own_page_phone_code own_page_phone own_page_leave own_page_correct own_page_erase", OWN, "the own account"),
    *_each("own_erasure_page own_page_follow", CODE, "no account is asked for"),
    *_each("receipt_page receipt_page_open receipt_page_correct receipt_page_erase", CODE, "no account is asked for"),
    *_each("own_page_code own_page_enter own_page_again", INTAKE, "the number proves itself by the code sent to it"),
    *_each("send_code sign_in_by_code", INTAKE, "the number proves itself by the code sent to it"),
    *_each("sign_in_page sign_in_asset list_sign_in_providers", ANYONE, "what is needed to sign in"),
    *_each("use_link open311_token", INTAKE, "what the caller brings proves itself"),
    *_each("begin_oidc return_oidc leave_oidc hear_oidc_logout", INTAKE, "what the caller brings proves itself"),
    *_each("change_password begin_second_factor confirm_second_factor renew_recovery_codes", OWN, "the own account"),
    *_each("send_change_code change_phone", OWN, "the own account"),
    *_each("weigh_password", INTAKE, "tells how easily what was typed is guessed, and keeps nothing"),
    *_each("list_sessions end_session end_other_sessions", OWN, "the own sign-ins"),
    *_each("bulk_incidents bulk_petitions", INTAKE, "may be brought anywhere"),
    *(pair for end in ("", "_json", "_xml") for pair in (
        *_each(f"open311_discovery{end} open311_services{end}", ANYONE, "documents of the interface"),
        *_each(f"open311_requests{end}", ANYONE, "what was published, covered, without a reporter"),
        *_each(f"open311_report{end}", INTAKE, "may be brought anywhere"),
    )),
    *_each("open311_service", ANYONE, "documents of the interface"),
    *_each("open311_request", ANYONE, "what was published, covered, without a reporter"),
    *_each("start_export find_export list_exports", OWN, "the own jobs, each a list the reader reaches"),
    *_each("export_file cancel_export", OWN, "the own jobs, each a list the reader reaches"),
    *_each("own_copy own_archive correct_own correct_account ask_erasure", OWN, "all that is kept of oneself"),
    *_each("copy_by_code archive_by_code correct_by_code ask_erasure_by_code follow_erasure", CODE, "no account is asked for"),
    *_each("sign_out me confidentiality sign_confidentiality", OWN, "the own account"),
    *_each("document page asset map_page map_asset", ANYONE, "documents of the interface"),
    *_each("ogc_landing ogc_front ogc_conformance ogc_api ogc_collections", ANYONE, "documents of the interface"),
    *(pair for layer in ("areas", "grids", "places")
      for pair in _each(f"map_{layer} ogc_{layer} ogc_{layer}_items ogc_{layer}_item", ANYONE, "the ground is public")),
    *_each("ogc_cases", ANYONE, "a description of the collection"),
    *_each("why", "grid.why", "of the own ground, without content"),
    *_each("map_cases ogc_cases_items ogc_cases_item", "grid.chart_feature", "as the grid service answers"),
    *_each("incident_looks", "grid.find", "as reading it"),
    *_each("petition_looks", "petition.find", "as reading it"),
    *_each("dispute_looks", "mediation.find", "as reading it"),
    *_each("intake_looks", "petition.find_intake", "as reading it"),
    *_each("looks_by_code progress upload_ticket", CODE, "no account is asked for"),
    *_each("attach", INTAKE, "a file of the sender's own"),
    *_each("published_content", ANYONE, "what was published, covered"),
    *_each("begin_upload", INTAKE, "a file of the sender's own"),
    *_each("find_upload continue_upload end_upload", OWN, "the sender's own uploads, or those of the ticket's matter"),
    *_each("linked_content", CODE, "one file for minutes, by a link that was made by somebody who reaches it"),
    *_each("attachment attachment_content link_attachment", "grid.evidence_reach", "as the matter, or the intake, it belongs to"),
    *_each("cover publish withdraw", "grid.evidence_reach", "as the matter it belongs to"),
))  # fmt: skip
BESIDE = {"grid": GRID, "petition": PETITION, "mediation": MEDIATION, "notify": NOTIFY, "gateway": GATEWAY}
