// What we change in a browser's own offer, as text. Pure.

/** The offer, also asking for lost audio packets again: browsers can, but do not offer it. */
export const withAudioRepair = (sdp: string): string =>
  sdp.replace(/(a=rtpmap:(\d+) opus\/48000\/2\r\n)(?!a=rtcp-fb:\2 nack\r\n)/g, "$1a=rtcp-fb:$2 nack\r\n");
