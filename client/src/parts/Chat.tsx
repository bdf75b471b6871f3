// What the pair writes to each other: always there, when sound and picture are not.

import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { nameOf, type Room } from "../room.ts";
import { pieces } from "../session/chat.ts";
import type { MessageView, SessionView } from "../types.ts";

const LONGEST = 1000;

export function Chat({ room, view }: { readonly room: Room; readonly view: SessionView }) {
  const t = text();
  const paused = view.paused_by !== null;
  const lines = useRef<HTMLDivElement>(null);
  useEffect(() => lines.current?.scrollTo(0, lines.current.scrollHeight), [view.messages.length]);
  if (room.watching && view.messages.length === 0) return null;
  return (
    <section class="chat card" aria-labelledby="chat" data-only={room.rung.value === "text"}>
      <h2 id="chat">{t.chat.title}</h2>
      <div ref={lines} class="chat-lines" role="log" aria-label={t.chat.title}>
        <ol>
          {view.messages.map((message, index) => (
            <li key={`${message.at}-${index}`}>
              <strong><bdi>{nameOf(view, message.participant)}</bdi></strong> <Said message={message} />
            </li>
          ))}
        </ol>
      </div>
      {!room.watching && (paused ? <p class="faint">{t.chat.paused}</p> : <Write room={room} />)}
    </section>
  );
}

/** The text as text; only http and https addresses can be opened, in a page that knows nothing of ours. */
function Said({ message }: { readonly message: MessageView }) {
  return (
    <bdi>
      {pieces(message.text).map(({ text, href }, index) => href === null
        ? text
        : <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">{text}</a>)}
    </bdi>
  );
}

function Write({ room }: { readonly room: Room }) {
  const t = text();
  const [line, setLine] = useState("");
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (line.trim() === "") return;
    const outcome = await room.do({ type: "write_message", text: line });
    if (outcome.ok) setLine("");
  };
  return (
    <form class="chat-form row" onSubmit={(event) => void send(event)}>
      <input aria-label={t.chat.label} placeholder={t.chat.placeholder} value={line} maxLength={LONGEST} autocomplete="off"
        onInput={(event) => setLine(event.currentTarget.value)} />
      <button type="submit">{t.chat.send}</button>
    </form>
  );
}
