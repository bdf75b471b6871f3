// Keeps a phone's screen on while somebody is in the call (nobody touches it for an hour).

import { useEffect } from "preact/hooks";

export function useScreenAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const ask = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      const given = await navigator.wakeLock?.request("screen").catch(() => null);
      if (over) void given?.release();
      else lock = given ?? null;
    };
    void ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}
