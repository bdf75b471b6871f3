// A paper slip on the front page: two voices, and the promise drawn out of them with its proof.

import { text } from "../i18n/index.ts";
import { Person } from "./Person.tsx";

export function Specimen() {
  const { specimen } = text().home;
  return (
    <figure class="specimen">
      <p class="turn" data-role="mentee">
        <Person name={specimen.mentee} role="mentee" /> {specimen.said} <mark>{specimen.due}</mark>.
      </p>
      <p class="turn" data-role="mentor"><Person name={specimen.mentor} role="mentor" /> {specimen.reply}</p>
      <div class="specimen-line">
        <span><span class="direction">{specimen.mentee} → {specimen.mentor}</span> · {specimen.when}</span>
        <strong>{specimen.action}</strong>
        <span class="faint">{specimen.proof}</span>
      </div>
      <figcaption>{specimen.caption}</figcaption>
    </figure>
  );
}
