// One video (and audio) element fed with live tracks.

import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { Icon } from "./Icon.tsx";

interface VideoProps {
  readonly tracks: readonly MediaStreamTrack[];
  readonly label: string;
  /** Own picture: shown as in a mirror. */
  readonly mirrored?: boolean;
  readonly kind?: "camera" | "screen";
}

export function Video({ tracks, label, mirrored = false, kind = "camera" }: VideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  useStream(video, tracks);
  return (
    <video ref={video} class={mirrored ? "mirrored" : undefined} data-kind={kind} aria-label={label}
      autoplay playsInline muted disablePictureInPicture={mirrored} />
  );
}

/** The sound of one person; browsers may ask for a click before they play it. */
export function Sound({ track }: { readonly track: MediaStreamTrack }) {
  const t = text();
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  useStream(audio, [track]);
  useEffect(() => {
    audio.current?.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") setBlocked(true);
    });
  }, [track]);
  const enable = (): void => void audio.current?.play().then(() => setBlocked(false));
  return (
    <>
      <audio ref={audio} autoplay />
      {blocked && (
        <button type="button" class="primary enable-sound" onClick={enable}><Icon name="sound" />{t.call.enableSound}</button>
      )}
    </>
  );
}

function useStream(element: { readonly current: HTMLMediaElement | null }, tracks: readonly MediaStreamTrack[]): void {
  useEffect(() => {
    const player = element.current;
    if (player) player.srcObject = new MediaStream([...tracks]);
    return () => {
      if (player) player.srcObject = null;
    };
  }, tracks.map((track) => track.id));
}
