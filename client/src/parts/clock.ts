// A signal that ticks while somebody looks at it: running clocks re-render, nothing else does.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Live } from "../live.ts";

const tick = signal(0);
let watchers = 0;
let timer = 0;

/** Seconds on the session's clock, read again twice a second. */
export function useNow(live: Live): number {
  useEffect(() => {
    watchers += 1;
    if (watchers === 1) timer = window.setInterval(() => (tick.value += 1), 500);
    return () => {
      watchers -= 1;
      if (watchers === 0) window.clearInterval(timer);
    };
  }, []);
  void tick.value;
  return live.now();
}
