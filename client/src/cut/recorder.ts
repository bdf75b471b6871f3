// A microphone's track → chunks of 16 kHz samples with the instant each begins at. Nothing is sent
// or stored here.

import { Anchor } from "./anchor.ts";
import { lengthOf } from "./ring.ts";
import worklet from "./worklet.ts?worker&url";

export type Take = (at: number, samples: Int16Array) => void;

/** Record until the returned function is called. */
export function record(track: MediaStreamTrack, take: Take): () => void {
  const context = new AudioContext();
  void start(context, track, take).catch(() => undefined);
  return () => void context.close().catch(() => undefined);
}

async function start(context: AudioContext, track: MediaStreamTrack, take: Take): Promise<void> {
  await context.audioWorklet.addModule(worklet);
  const [keeper, anchor] = [new AudioWorkletNode(context, "keeper", { numberOfOutputs: 0 }), new Anchor()];
  let count = 0;
  keeper.port.onmessage = ({ data }: MessageEvent<Int16Array>) => {
    count += data.length;
    take(anchor.place(count, performance.now()) - lengthOf(data), data);
  };
  context.createMediaStreamSource(new MediaStream([track])).connect(keeper);
  await context.resume();
}
