// Line icons on a 24-unit square. Decoration only: the button around one carries the name.

const PATHS = {
  microphone: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3",
  microphoneOff: "M4 4l16 16M9 9v3a3 3 0 0 0 5 2.2M15 11V6a3 3 0 0 0-5.8-1M5 11a7 7 0 0 0 11 5.7M19 11a7 7 0 0 1-.6 2.8M12 18v3",
  camera: "M4 7h10a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1ZM15 11l6-3v8l-6-3",
  cameraOff: "M4 4l16 16M8 7h6a1 1 0 0 1 1 1v5M15 11l6-3v8l-3-1.500M14.500 17H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1",
  screen: "M4 5h16v11H4ZM9 20h6M12 16v4M12 13V8M9.500 10.500 12 8l2.500 2.500",
  hangUp: "M3 14c5-5 13-5 18 0l-2.500 3-4-1.500V13a12 12 0 0 0-5 0v2.500l-4 1.500Z",
  offRecord: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM10 9v6M14 9v6",
  record: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  leave: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  check: "M5 12.500l4.500 4.500L19 7",
  pencil: "M4 20l1-4L16 5l3 3L8 19ZM14 7l3 3",
  cross: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  copy: "M9 9h10v11H9ZM5 15V4h10",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7Z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4l3 2",
  sound: "M4 10v4h3l5 4V6L7 10ZM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11",
  settings: "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
  mail: "M4 6h16v12H4ZM4 7l8 6 8-6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
