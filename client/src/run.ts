// How long oneself has been holding the floor, for the private hint: worked out in this browser from
// what both already see (who is speaking), never sent or stored. The rule is the mirror's "long run".

const OWN_PAUSE = 1.5;
const RECEIPT = 1;
/** Seconds from which the hint is shown. */
export const LONG = 300;

export interface Run {
  /** When one's own run began; null while one holds no floor. */
  readonly since: number | null;
  /** When one was last heard. */
  readonly heard: number;
}

export const noRun: Run = { since: null, heard: 0 };

interface Floor {
  /** Since when oneself has been speaking; null when one is silent. */
  readonly me: number | null;
  /** Since when anybody else has been speaking; null when nobody is. */
  readonly others: number | null;
}

/** The run after looking at the floor `now`: short own pauses and the others' receipts keep it. */
export function follow(run: Run, floor: Floor, now: number): Run {
  if (floor.others !== null && now - floor.others >= RECEIPT) return noRun;
  if (floor.me !== null) return { since: run.since ?? floor.me, heard: now };
  return run.since !== null && now - run.heard > OWN_PAUSE ? noRun : run;
}

export const isLong = (run: Run, now: number): boolean => run.since !== null && now - run.since >= LONG;
