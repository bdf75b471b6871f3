// Generated from server/binome by `python -m binome.web.typescript`. Do not edit.

export const PROTOCOL = 1;
export const CLEAR = 0.6;

export type Role = "mentor" | "mentee" | "observer";
export type Language = "fr" | "en";
export type CommitmentKind = "agreement" | "action";
export type Outcome = "open" | "done" | "dropped";
export type Reached = "yes" | "partly" | "no";
export type Phase = "live" | "closing" | "closed";
export type Consent = "unknown" | "given" | "withdrawn";
export type Transcription = "waiting_for_consent" | "on" | "paused" | "off";

/** Write a line by hand. */
export interface AddCommitment {
  readonly kind: CommitmentKind;
  readonly text: string;
  readonly owner: string | null;
  readonly due: string | null;
  readonly type: "add_commitment";
}

/** Each piece of advice and each permission asked, with its sentence. */
export interface Advice {
  readonly given: readonly Passage[];
  readonly permissions: readonly Passage[];
  readonly formula: "advice";
}

/** Silences after the other's end: `median` in seconds, `long_share` 0..1, the longest ones. */
export interface AfterTheOther {
  readonly median: number | null;
  readonly long_share: number | null;
  readonly count: number;
  readonly longest: readonly Takeover[];
}

/** A person said whether the item's aim was reached; None takes the answer away. */
export interface AgendaAimChecked {
  readonly at: number;
  readonly item: string;
  readonly by: string;
  readonly reached: Reached | null;
  readonly type: "agenda_aim_checked";
}

/** One person asks for `seconds` more on the running item. */
export interface AgendaExtensionProposed {
  readonly at: number;
  readonly item: string;
  readonly seconds: number;
  readonly by: string;
  readonly type: "agenda_extension_proposed";
}

/** One point of the agenda; `time_box` in seconds. */
export interface AgendaItem {
  readonly id: string;
  readonly title: string;
  readonly time_box: number;
  readonly is_closing: boolean;
}

/** The item is over after `spent` seconds in all (it may be reopened by a new start). */
export interface AgendaItemClosed {
  readonly at: number;
  readonly item: string;
  readonly spent: number;
  readonly type: "agenda_item_closed";
}

/** The other person agreed: the time box grows by `seconds`. */
export interface AgendaItemExtended {
  readonly at: number;
  readonly item: string;
  readonly seconds: number;
  readonly by: string;
  readonly type: "agenda_item_extended";
}

/** The pair is now on this item; the one before is closed by its own event just before. */
export interface AgendaItemStarted {
  readonly at: number;
  readonly item: string;
  readonly by: string | "clock";
  readonly type: "agenda_item_started";
}

/** The talk seems to have moved to this item: shown, never forced. */
export interface AgendaItemSuggested {
  readonly at: number;
  readonly item: string;
  readonly confidence: number;
  readonly type: "agenda_item_suggested";
}

/** `spent` counts finished stays; a running item adds `now - started_at`. */
export interface AgendaItemView {
  readonly id: string;
  readonly title: string;
  readonly time_box: number;
  readonly is_closing: boolean;
  readonly state: "planned" | "running" | "done";
  readonly spent: number;
  readonly started_at: number | null;
  readonly warned: "none" | "eighty" | "full";
  readonly notes: readonly NoteView[];
  readonly reached: Reached | null;
  readonly reached_by: string | null;
}

/**
 * A person wrote the own note on an item, before or during the call; "" takes it away.
 *
 * Written, not said: it is no part of the transcript, and nothing is extracted from it.
 */
export interface AgendaNoteWritten {
  readonly at: number;
  readonly item: string;
  readonly by: string;
  readonly text: string;
  readonly type: "agenda_note_written";
}

/** A person waved the suggestion away. */
export interface AgendaSuggestionDeclined {
  readonly at: number;
  readonly item: string;
  readonly by: string;
  readonly type: "agenda_suggestion_declined";
}

/** The agenda with its running item and what is proposed about it. */
export interface AgendaView {
  readonly items: readonly AgendaItemView[];
  readonly current: string | null;
  readonly extension: ExtensionView | null;
  readonly suggestion: string | null;
  readonly five_minutes_left: boolean;
  readonly began_at: number | null;
}

/** WebRTC answer to the offer of the same `id`. */
export interface Answer {
  readonly id: number;
  readonly sdp: string;
  readonly type: "answer";
}

/** I approve the recap as it stands. */
export interface ApproveRecap {
  readonly type: "approve_recap";
}

/**
 * Signal: whether captions can be had, with which model. Also part of the snapshot.
 *
 * `remedy` is the command an operator runs. `demo` = permanent banner. `code` names the reason,
 * for pages to translate; `reason` says it in English. `pace`: captions are `slower` while many
 * people speak, or `waiting` for a place; the call itself is never affected.
 */
export interface Captions {
  readonly state: "loading" | "ready" | "unavailable";
  readonly model: string;
  readonly demo: boolean;
  readonly progress: number | null;
  readonly reason: string | null;
  readonly remedy: string | null;
  readonly code: "model_missing" | "model_broken" | "demo_missing" | "recogniser_restarting" | null;
  readonly pace: "usual" | "slower" | "waiting";
  readonly type: "captions";
}

/** Signal: how much of the call this person's page sends now. */
export interface CarriedMessage {
  readonly participant: string;
  readonly rung: "video" | "low" | "audio" | "text";
  readonly type: "carried";
}

/** Say whether an item's aim was reached (None takes the answer away). */
export interface CheckAim {
  readonly item: string;
  readonly reached: Reached | null;
  readonly type: "check_aim";
}

/** Closing mode: both tick agreements and actions. */
export interface ClosingOpened {
  readonly at: number;
  readonly by: string | "clock";
  readonly type: "closing_opened";
}

/**
 * An agreement or an action as extracted or as a person wrote it.
 *
 * `id` is stable across revisions of the same line. `due` is an ISO date, `due_words` the words
 * that gave it. `confidence` 0..1; below `CLEAR` the line is "à clarifier".
 */
export interface Commitment {
  readonly id: string;
  readonly kind: CommitmentKind;
  readonly text: string;
  readonly owner: string | null;
  readonly due: string | null;
  readonly due_words: string | null;
  readonly evidence: Evidence | null;
  readonly confidence: number;
  readonly author: string | "extractor";
}

/** A person ticked the line as it stands. */
export interface CommitmentConfirmed {
  readonly at: number;
  readonly commitment: string;
  readonly by: string;
  readonly type: "commitment_confirmed";
}

/**
 * A person rewrote the line; the extracted line is kept beside. All ticks but the author's
 * fall.
 */
export interface CommitmentCorrected {
  readonly at: number;
  readonly commitment: string;
  readonly by: string;
  readonly text: string;
  readonly owner: string | null;
  readonly due: string | null;
  readonly type: "commitment_corrected";
}

/** A person struck the line out. */
export interface CommitmentDismissed {
  readonly at: number;
  readonly commitment: string;
  readonly by: string;
  readonly type: "commitment_dismissed";
}

/** A commitment was extracted (or written by a person). The same id again = a better reading. */
export interface CommitmentNoticed {
  readonly at: number;
  readonly commitment: Commitment;
  readonly type: "commitment_noticed";
}

/** The extractor takes back a line nobody had touched (the talk cancelled it). */
export interface CommitmentRetracted {
  readonly at: number;
  readonly commitment: string;
  readonly type: "commitment_retracted";
}

/** A person said what became of a promise; it may be said any time, also after the recap. */
export interface CommitmentSettled {
  readonly at: number;
  readonly commitment: string;
  readonly by: string;
  readonly outcome: Outcome;
  readonly type: "commitment_settled";
}

/** A person took the own tick back. */
export interface CommitmentUnconfirmed {
  readonly at: number;
  readonly commitment: string;
  readonly by: string;
  readonly type: "commitment_unconfirmed";
}

/** A line as it stands now. `extracted` keeps the machine's line when a person changed it. */
export interface CommitmentView {
  readonly current: Commitment;
  readonly extracted: Commitment | null;
  readonly confirmed_by: readonly string[];
  readonly dismissed_by: string | null;
  readonly carried_over: boolean;
  readonly outcome: Outcome;
  readonly settled_by: string | null;
  readonly settled_at: number | null;
}

/** Tick a line. */
export interface ConfirmCommitment {
  readonly commitment: string;
  readonly type: "confirm_commitment";
}

/** A person agreed to the transcription of this session; `text_version` names the text read. */
export interface ConsentGiven {
  readonly at: number;
  readonly participant: string;
  readonly text_version: string;
  readonly type: "consent_given";
}

/** A person refused, or took the agreement back: nothing more is transcribed. */
export interface ConsentWithdrawn {
  readonly at: number;
  readonly participant: string;
  readonly type: "consent_withdrawn";
}

/** Rewrite a line (counts as my tick). */
export interface CorrectCommitment {
  readonly commitment: string;
  readonly text: string;
  readonly owner: string | null;
  readonly due: string | null;
  readonly type: "correct_commitment";
}

/** Wave away the suggested item. */
export interface DeclineSuggestion {
  readonly item: string;
  readonly type: "decline_suggestion";
}

/** Strike a line out. */
export interface DismissCommitment {
  readonly commitment: string;
  readonly type: "dismiss_commitment";
}

/** A command; answered by `done` or `refused` with the same `id`. */
export interface Do {
  readonly id: number;
  readonly command: Command;
  readonly type: "do";
}

/** The command was applied; its events were sent before this. */
export interface Done {
  readonly id: number;
  readonly type: "done";
}

/** Praise that says for what, and praise that does not. */
export interface Encouragement {
  readonly tied: readonly Passage[];
  readonly bare: readonly Passage[];
  readonly formula: "encouragement";
}

/** The person leaves the lobby and is in the call from now on (`participant_joined`). */
export interface Enter {
  readonly type: "enter";
}

/** Erase what was said in the last `seconds` for both. */
export interface EraseLast {
  readonly seconds: number;
  readonly type: "erase_last";
}

/** One stored event; `seq` grows by one, without gaps. */
export interface EventMessage {
  readonly seq: number;
  readonly event: Event;
  readonly type: "event";
}

/** The words that prove a commitment. */
export interface Evidence {
  readonly turns: readonly number[];
  readonly quote: string;
  readonly start: number;
  readonly end: number;
}

/** The person leaves the call but the session goes on. */
export interface Exit {
  readonly type: "exit";
}

/** An extension one person asked for and the other has not answered. */
export interface ExtensionView {
  readonly item: string;
  readonly seconds: number;
  readonly by: string;
}

/** One filler and how often it was seen. */
export interface Filler {
  readonly word: string;
  readonly count: number;
}

/** At least so many; `per_minute` of own speech, None without speech. */
export interface Fillers {
  readonly at_least: number;
  readonly per_minute: number | null;
  readonly words: readonly Filler[];
  readonly formula: "fillers";
}

/**
 * One figure's formula. `source` = where it comes from (names of works, not translated).
 *
 * `choices` = thresholds nobody but us is answerable for, to be shown as such.
 */
export interface Formula {
  readonly figure: string;
  readonly title_fr: string;
  readonly title_en: string;
  readonly fr: string;
  readonly en: string;
  readonly source: string;
  readonly choices: readonly string[];
}

/** A stretch missing from the transcript, and why (`erased`, `paused`, or a fault). */
export interface Gap {
  readonly since: number;
  readonly until: number;
  readonly reason: string;
  readonly participant: string | null;
}

/** I agree to the transcription; `text_version` names the text I read. */
export interface GiveConsent {
  readonly text_version: string;
  readonly type: "give_consent";
}

/** Last message; `reason` decides what the page shows. */
export interface Goodbye {
  readonly reason: "bad_link" | "expired_link" | "seat_taken" | "room_full" | "replaced" | "protocol" | "too_big" | "shutting_down";
  readonly message: string;
  readonly type: "goodbye";
}

/** End the session for both and open the recap. */
export interface HangUp {
  readonly type: "hang_up";
}

/** First message of a client. `after`: last applied `seq`, None for a fresh page. */
export interface Hello {
  readonly protocol: number;
  readonly token: string;
  readonly after: number | null;
  readonly takeover: boolean;
  readonly type: "hello";
}

/** One interruption: what was being said, and what came in. `overlap` in seconds. */
export interface Interruption {
  readonly at: number;
  readonly overlap: number;
  readonly cut: Passage;
  readonly came_in: Passage;
}

/** Both ways: `mine` = I came in, `theirs` = somebody came in on me. */
export interface Interruptions {
  readonly mine: readonly Interruption[];
  readonly theirs: readonly Interruption[];
  readonly formula: "interruptions";
}

/** One agenda item: planned and actual, seconds. */
export interface ItemTime {
  readonly item: string;
  readonly title: string;
  readonly planned: number;
  readonly actual: number;
}

/** Something that worked, with up to three passages. */
export interface Kept {
  readonly what: "reformulating" | "leaving_time" | "tied_praise" | "asking_first" | "open_questions";
  readonly passages: readonly Passage[];
}

/** How many were due by `day` and how many of them were done in time, for oneself and others. */
export interface KeptPromises {
  readonly own_kept: number;
  readonly own_due: number;
  readonly others_kept: number;
  readonly others_due: number;
  readonly formula: "promises";
}

/** `count` = runs of at least 120 s; `runs` the longest first. */
export interface LongRuns {
  readonly count: number;
  readonly runs: readonly Run[];
  readonly formula: "long_runs";
}

/** Signal: the relay is down or back; on `back` offer again. */
export interface MediaMessage {
  readonly state: "down" | "back";
  readonly type: "media";
}

/** A line of the chat, written at `at`. */
export interface MessageView {
  readonly at: number;
  readonly participant: string;
  readonly text: string;
}

/** A person wrote a line into the session's chat; empty once erased. */
export interface MessageWritten {
  readonly at: number;
  readonly participant: string;
  readonly text: string;
  readonly type: "message_written";
}

/**
 * How one person spoke. `minutes` from the first to the last word of the talk.
 *
 * Once the transcript is deleted, `minutes` is 0 and only talk share, runs and times are left.
 */
export interface Mirror {
  readonly participant: string;
  readonly minutes: number;
  readonly talk_share: TalkShare;
  readonly long_runs: LongRuns;
  readonly interruptions: Interruptions;
  readonly thinking_time: ThinkingTime;
  readonly questions: Questions;
  readonly reformulations: Reformulations;
  readonly advice: Advice;
  readonly encouragement: Encouragement;
  readonly fillers: Fillers;
  readonly pace: Pace;
  readonly sound: Sound | null;
  readonly punctuality: Punctuality;
  readonly promises: KeptPromises | null;
  readonly noticed: Noticed;
}

/** When and where the pair meets next: local ISO date-time without offset, IANA zone. */
export interface NextSession {
  readonly starts_at: string;
  readonly timezone: string;
  readonly place: string;
}

/** A person prepared the session that follows this one; both find their places in it. */
export interface NextSessionPrepared {
  readonly at: number;
  readonly by: string;
  readonly session: string;
  readonly type: "next_session_prepared";
}

/** The next session is fixed (or, with None, unfixed). */
export interface NextSessionSet {
  readonly at: number;
  readonly by: string;
  readonly next_session: NextSession | null;
  readonly type: "next_session_set";
}

/** What a person wrote about an agenda item; both see it. */
export interface NoteView {
  readonly by: string;
  readonly text: string;
}

/** One thing to keep and one to try; None when no condition holds. */
export interface Noticed {
  readonly keep: Kept | null;
  readonly attempt: Tried | null;
  readonly formula: "noticed";
}

/** WebRTC offer with the m-lines of `binome.wire.media.Join`; answered by `answer`/`refused`. */
export interface Offer {
  readonly id: number;
  readonly sdp: string;
  readonly type: "offer";
}

/** Open the closing view before the clock does. */
export interface OpenClosing {
  readonly type: "open_closing";
}

/** `words_per_minute` over all own speech; `median` of the windows. None: too little speech. */
export interface Pace {
  readonly words_per_minute: number | null;
  readonly median: number | null;
  readonly timeline: readonly PacePoint[];
  readonly formula: "pace";
}

/** One window: `at` its start in seconds; words per spoken minute, and that ÷ own median. */
export interface PacePoint {
  readonly at: number;
  readonly words_per_minute: number;
  readonly relative: number;
}

/** One seat of a session. */
export interface Participant {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  readonly language: Language;
}

/** A person is on the call page (again). */
export interface ParticipantJoined {
  readonly at: number;
  readonly participant: string;
  readonly type: "participant_joined";
}

/** A person left or was lost; `reason` says which. */
export interface ParticipantLeft {
  readonly at: number;
  readonly participant: string;
  readonly reason: "left" | "lost";
  readonly type: "participant_left";
}

/** One seat as both people see it. `speaking_since` is None when silent. */
export interface ParticipantView {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  readonly language: Language;
  readonly present: boolean;
  readonly consent: Consent;
  readonly speaking_since: number | null;
}

/** Where to read it again: turn number, seconds, words. */
export interface Passage {
  readonly turn: number;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/** Tombstone: what was said between `since` and `until` is gone everywhere. */
export interface PassageErased {
  readonly at: number;
  readonly since: number;
  readonly until: number;
  readonly by: string;
  readonly participant: string | null;
  readonly type: "passage_erased";
}

/** The silence after one question, in seconds, and who ended it. */
export interface Pause {
  readonly seconds: number;
  readonly ended_by: "me" | "other";
  readonly passage: Passage;
}

/** Hors micro. */
export interface PauseTranscription {
  readonly type: "pause_transcription";
}

/** Signal: how a person's media path stands. */
export interface PeerMessage {
  readonly participant: string;
  readonly state: "connecting" | "connected" | "stalled" | "gone";
  readonly type: "peer";
}

/** Signal: this person's connection is too weak for pictures (or no longer): sound only. */
export interface PicturesMessage {
  readonly participant: string;
  readonly paused: boolean;
  readonly type: "pictures";
}

/** Network check and clock; `sent` is the client's own number, given back as is. */
export interface Ping {
  readonly sent: number;
  readonly type: "ping";
}

/** One session's figure; `session` names it, `value` None where there was nothing to count. */
export interface Point {
  readonly session: string;
  readonly value: number | null;
}

/** Answer to `ping`; `at` = session clock when it was answered. */
export interface Pong {
  readonly sent: number;
  readonly at: number;
  readonly type: "pong";
}

/**
 * What the pair's earlier sessions left open by now, in place of what this one opened with.
 *
 * Only before anybody entered: a note in the lobby opens the log days before the call.
 */
export interface PromisesBrought {
  readonly at: number;
  readonly carried_over: readonly Commitment[];
  readonly already_done: readonly string[];
  readonly known_next_session: string | null;
  readonly type: "promises_brought";
}

/** Ask for more time on the running item; sent by the other person too, it means agreed. */
export interface ProposeExtension {
  readonly seconds: number;
  readonly type: "propose_extension";
}

/** Seconds; `start_delay` below zero = early, None when no time was planned. */
export interface Punctuality {
  readonly start_delay: number | null;
  readonly overrun: number | null;
  readonly items: readonly ItemTime[];
  readonly formula: "punctuality";
}

/** One question of one's own. */
export interface QuestionAsked {
  readonly kind: "open" | "closed" | "tag";
  readonly passage: Passage;
}

/** Counts by form; `per_ten_minutes` and `open_share` (0..1) leave tags out. */
export interface Questions {
  readonly open: number;
  readonly closed: number;
  readonly tag: number;
  readonly per_ten_minutes: number | null;
  readonly open_share: number | null;
  readonly stacked: readonly Passage[];
  readonly asked: readonly QuestionAsked[];
  readonly formula: "questions";
}

/** A person approved the recap as it stands; any later edit takes the approval back. */
export interface RecapApproved {
  readonly at: number;
  readonly by: string;
  readonly type: "recap_approved";
}

/** A person changes a recap that was sealed: from here on it is the draft of `version`. */
export interface RecapReopened {
  readonly at: number;
  readonly by: string;
  readonly version: number;
  readonly type: "recap_reopened";
}

/** This version of the recap leaves as it stands here; a later change makes a new version. */
export interface RecapSealed {
  readonly at: number;
  readonly version: number;
  readonly type: "recap_sealed";
}

/** The recap was handed to the mail system for this person, once for each version. */
export interface RecapSent {
  readonly at: number;
  readonly to: string;
  readonly message_id: string;
  readonly version: number;
  readonly type: "recap_sent";
}

/**
 * `marked` = sentences with a marker; `uptakes` of `answers` own turns after a real turn.
 *
 * `questions` = own open and closed questions, to read the counts beside.
 */
export interface Reformulations {
  readonly marked: readonly Passage[];
  readonly uptakes: readonly Uptake[];
  readonly answers: number;
  readonly questions: number;
  readonly formula: "reformulations";
}

/**
 * The command, offer or message (`id` None) was refused; `code` as in binome.errors.
 *
 * `reason` names what people can run into and `values` go into its sentence; `message` is English.
 */
export interface Refused {
  readonly id: number | null;
  readonly code: string;
  readonly message: string;
  readonly reason: string;
  readonly values: readonly string[];
  readonly type: "refused";
}

/** Back on the record. */
export interface ResumeTranscription {
  readonly type: "resume_transcription";
}

/** One stretch of speaking without giving the floor, in seconds, with how it begins. */
export interface Run {
  readonly seconds: number;
  readonly passage: Passage;
}

/** How much of the call this page sends from now on; the others are told by `carried`. */
export interface Sending {
  readonly rung: "video" | "low" | "audio" | "text";
  readonly type: "sending";
}

/** One figure over the sessions, with the person's own median of those that have it. */
export interface Series {
  readonly measure: "talk_share" | "open_share" | "questions_per_ten_minutes" | "thinking_time" | "own_interruptions" | "reformulations" | "long_runs" | "words_per_minute" | "loudness" | "pitch_range";
  readonly points: readonly Point[];
  readonly median: number;
}

/** The call is over; the recap is now a draft that both may still tick and edit. */
export interface SessionClosed {
  readonly at: number;
  readonly by: string | "clock";
  readonly type: "session_closed";
}

/** First event. `opened_at` is the only wall time: ISO UTC instant where `at` is 0. */
export interface SessionOpened {
  readonly at: number;
  readonly session: string;
  readonly title: string;
  readonly language: Language;
  readonly timezone: string;
  readonly opened_at: string;
  readonly participants: readonly Participant[];
  readonly agenda: readonly AgendaItem[];
  readonly rehearsal: boolean;
  readonly carried_over: readonly Commitment[];
  readonly known_next_session: string | null;
  readonly already_done: readonly string[];
  readonly type: "session_opened";
}

/** Everything both pages show of a session. */
export interface SessionView {
  readonly session: string;
  readonly title: string;
  readonly language: Language;
  readonly timezone: string;
  readonly opened_at: string;
  readonly rehearsal: boolean;
  readonly phase: Phase;
  readonly transcription: Transcription;
  readonly paused_by: string | null;
  readonly participants: readonly ParticipantView[];
  readonly agenda: AgendaView;
  readonly turns: readonly TurnView[];
  readonly gaps: readonly Gap[];
  readonly commitments: readonly CommitmentView[];
  readonly next_session: NextSession | null;
  readonly approved_by: readonly string[];
  readonly sent_to: readonly string[];
  readonly closed_at: number | null;
  readonly messages: readonly MessageView[];
  readonly version: number;
  readonly sealed: boolean;
  readonly known_next_session: string | null;
  readonly prepared_by: string | null;
}

/** Fix (or with None unfix) when and where the pair meets next. */
export interface SetNextSession {
  readonly next_session: NextSession | null;
  readonly type: "set_next_session";
}

/** Say what became of a promise: done, no longer needed, or open again. */
export interface SettleCommitment {
  readonly commitment: string;
  readonly outcome: Outcome;
  readonly type: "settle_commitment";
}

/** Speech in seconds on one agenda item (`item` None = whole session), and one's own share. */
export interface Share {
  readonly item: string | null;
  readonly title: string | null;
  readonly own: number;
  readonly others: number;
  readonly share: number | null;
}

/** Signal: who is in each of your receive slots. */
export interface SlotsMessage {
  readonly slots: readonly (string | null)[];
  readonly type: "slots";
}

/** The whole picture at `seq`; `at` = session clock now; `slots` = receive slots to offer. */
export interface Snapshot {
  readonly seq: number;
  readonly at: number;
  readonly you: string;
  readonly slots: number;
  readonly view: SessionView;
  readonly captions: Captions;
  readonly type: "snapshot";
}

/** `loudness` in LUFS over all windows, `pitch_range` in semitones; None: not measured. */
export interface Sound {
  readonly loudness: number | null;
  readonly pitch_range: number | null;
  readonly timeline: readonly SoundPoint[];
  readonly formula: "sound";
}

/**
 * One window: `loudness` in LU and `pitch` in semitones above or below the own median.
 *
 * `pitch_range` in semitones. None where it could not be told.
 */
export interface SoundPoint {
  readonly at: number;
  readonly loudness: number | null;
  readonly pitch: number | null;
  readonly pitch_range: number | null;
}

/** Voice activity from `since` to `at` is over. */
export interface SpeechEnded {
  readonly at: number;
  readonly participant: string;
  readonly since: number;
  readonly type: "speech_ended";
}

/** Voice activity begins on a person's track (measured only while the transcription is on). */
export interface SpeechStarted {
  readonly at: number;
  readonly participant: string;
  readonly type: "speech_started";
}

/** Go to this agenda item (also how a suggestion is accepted). */
export interface StartItem {
  readonly item: string;
  readonly type: "start_item";
}

/** Signal: the light, unstable end of a person's running turn ("" clears it). */
export interface TailMessage {
  readonly participant: string;
  readonly text: string;
  readonly type: "tail";
}

/** The silence, in seconds, before one took the floor from the other; what one then said. */
export interface Takeover {
  readonly seconds: number;
  readonly passage: Passage;
}

/** Own speech ÷ everybody's speech (0..1), by agenda item. Words stand in for missing voice. */
export interface TalkShare {
  readonly whole: Share;
  readonly by_item: readonly Share[];
  readonly formula: "talk_share";
}

/**
 * `median` in seconds; `long_share` = pauses ≥ 3 s ÷ all (0..1).
 *
 * `went_on_myself` = times I spoke again first. `delay_removed` = seconds of travel taken off each
 * silence that changes hands, None when the travel was not measured.
 */
export interface ThinkingTime {
  readonly median: number | null;
  readonly long_share: number | null;
  readonly went_on_myself: number;
  readonly pauses: readonly Pause[];
  readonly after_the_other: AfterTheOther;
  readonly delay_removed: number | null;
  readonly formula: "thinking_time";
}

/** The clock speaks: 80 % or 100 % of an item's box, or "five minutes left: recap". */
export interface TimeBoxWarned {
  readonly at: number;
  readonly item: string;
  readonly level: "eighty" | "full" | "five_minutes_left";
  readonly type: "time_box_warned";
}

/** Speech between `since` and `at` may be missing from the transcript (a part was down). */
export interface TranscriptionInterrupted {
  readonly at: number;
  readonly since: number;
  readonly reason: string;
  readonly type: "transcription_interrupted";
}

/** "Hors micro": captions stop at once for both. */
export interface TranscriptionPaused {
  readonly at: number;
  readonly by: string;
  readonly type: "transcription_paused";
}

/** The person who paused (or the other) resumed. */
export interface TranscriptionResumed {
  readonly at: number;
  readonly by: string;
  readonly type: "transcription_resumed";
}

/** The figures that at least three sessions have. */
export interface Trend {
  readonly series: readonly Series[];
  readonly formula: "trend";
}

/** Something to try, with up to three passages where it could have been tried. */
export interface Tried {
  readonly what: "let_finish" | "leave_time" | "one_question" | "hand_over" | "ask_first" | "reformulate";
  readonly passages: readonly Passage[];
}

/** The second pass heard the turn better: its whole text anew, linked to the old one. */
export interface TurnRevised {
  readonly at: number;
  readonly turn: number;
  readonly words: readonly Word[];
  readonly revision: number;
  readonly participant: string;
  readonly type: "turn_revised";
}

/** One prise de parole. `start`/`end` from its first and last word. */
export interface TurnView {
  readonly turn: number;
  readonly participant: string;
  readonly start: number;
  readonly end: number;
  readonly words: readonly Word[];
  readonly ended: boolean;
  readonly revision: number;
  readonly late: boolean;
}

/** Take my tick back. */
export interface UnconfirmCommitment {
  readonly commitment: string;
  readonly type: "unconfirm_commitment";
}

/** One own turn that takes up words of the other's last turn, and which (folded). */
export interface Uptake {
  readonly passage: Passage;
  readonly words: readonly string[];
}

/** I refuse, or take my agreement back; my words of this session are erased. */
export interface WithdrawConsent {
  readonly type: "withdraw_consent";
}

/** One recognised word: display text (no leading space), seconds, probability 0..1. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly p: number;
}

/**
 * Words that will not change any more, appended to a turn. `turn` counts from 1 in a session.
 *
 * `ends_turn` says that the turn is complete (the words may then be empty). `at` is when they
 * became known; the words carry their own times.
 */
export interface WordsCommitted {
  readonly at: number;
  readonly turn: number;
  readonly participant: string;
  readonly words: readonly Word[];
  readonly ends_turn: boolean;
  readonly key: string;
  readonly late: boolean;
  readonly type: "words_committed";
}

/** Write a line to the other person; kept with the session, so not while off the record. */
export interface WriteMessage {
  readonly text: string;
  readonly type: "write_message";
}

/** Write my note on an agenda item ("" takes it away); both see it. */
export interface WriteNote {
  readonly item: string;
  readonly text: string;
  readonly type: "write_note";
}

export type Command = GiveConsent | WithdrawConsent | PauseTranscription | ResumeTranscription | EraseLast | WriteMessage | StartItem | ProposeExtension | DeclineSuggestion | WriteNote | CheckAim | OpenClosing | AddCommitment | ConfirmCommitment | UnconfirmCommitment | CorrectCommitment | DismissCommitment | SettleCommitment | SetNextSession | HangUp | ApproveRecap;

export type Event = SessionOpened | PromisesBrought | ParticipantJoined | ParticipantLeft | ConsentGiven | ConsentWithdrawn | TranscriptionPaused | TranscriptionResumed | TranscriptionInterrupted | AgendaItemStarted | AgendaExtensionProposed | AgendaItemExtended | AgendaItemClosed | AgendaItemSuggested | AgendaSuggestionDeclined | AgendaNoteWritten | AgendaAimChecked | TimeBoxWarned | ClosingOpened | SpeechStarted | SpeechEnded | WordsCommitted | TurnRevised | MessageWritten | CommitmentNoticed | CommitmentRetracted | CommitmentConfirmed | CommitmentUnconfirmed | CommitmentCorrected | CommitmentDismissed | CommitmentSettled | NextSessionSet | PassageErased | SessionClosed | NextSessionPrepared | RecapApproved | RecapSealed | RecapReopened | RecapSent;

export type FromClient = Hello | Enter | Exit | Do | Offer | Sending | Ping;

export type ToClient = Snapshot | EventMessage | TailMessage | PeerMessage | PicturesMessage | CarriedMessage | SlotsMessage | MediaMessage | Captions | Answer | Done | Refused | Pong | Goodbye;
