import { strict as assert } from "node:assert";
import { test } from "node:test";
import { withAudioRepair } from "../src/offer.ts";

const AUDIO = "m=audio 9 X 111 63\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n";

test("lost audio is asked for again in every audio line, once", () => {
  const asking = withAudioRepair(AUDIO + AUDIO);
  assert.equal(asking.match(/a=rtcp-fb:111 nack\r\n/g)?.length, 2);
  assert.equal(withAudioRepair(asking), asking);
});

test("other codecs are left alone", () => {
  const video = "a=rtpmap:96 VP8/90000\r\n";
  assert.equal(withAudioRepair(video), video);
});
