// Runs in the audio thread: the microphone's first channel as 16 kHz chunks of a tenth of a second.

import { Downsampler, RATE } from "./downsample.ts";

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare const sampleRate: number;
declare function registerProcessor(name: string, made: new () => AudioWorkletProcessor): void;

const CHUNK = RATE / 10;

class Keeper extends AudioWorkletProcessor {
  private readonly down = new Downsampler(sampleRate);
  private chunk = new Int16Array(CHUNK);
  private filled = 0;

  process([input]: Float32Array[][]): boolean {
    for (const value of this.down.push(input?.[0] ?? new Float32Array(128))) {
      this.chunk[this.filled] = value;
      this.filled += 1;
      if (this.filled === CHUNK) this.hand();
    }
    return true;
  }

  private hand(): void {
    this.port.postMessage(this.chunk, [this.chunk.buffer]);
    [this.chunk, this.filled] = [new Int16Array(CHUNK), 0];
  }
}

registerProcessor("keeper", Keeper);
