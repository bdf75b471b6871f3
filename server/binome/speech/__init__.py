"""Turns the audio of a call into words: clocks, voice activity, turns, windows, engine, policy.

The live path, in order: `opus` and `track` make a 16 kHz signal on the session's clock; `vad` and
`turns` find who speaks when; `windows` chooses the audio the `engine` reads; `agreement` decides
which words are final; `live` drives all of it. `binome.app.understanding` owns the process.
"""
