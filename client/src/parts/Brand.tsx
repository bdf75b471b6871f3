// The mark: two circles that share a lens, one for each person.

export function Brand({ name }: { readonly name: string }) {
  return (
    <span class="brand">
      <svg viewBox="0 0 44 28" width="44" height="28" aria-hidden="true" focusable="false">
        <circle class="brand-mentor" cx="15" cy="14" r="12" />
        <circle class="brand-mentee" cx="29" cy="14" r="12" />
        <path class="brand-lens" d="M22 4.300a12 12 0 0 1 0 19.400a12 12 0 0 1 0-19.400Z" />
      </svg>
      <span>{name}</span>
    </span>
  );
}
