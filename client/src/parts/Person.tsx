// A person's name in their own colour, safe for any script and direction.

import type { Role } from "../types.ts";

export function Person({ name, role }: { readonly name: string; readonly role: Role }) {
  return <bdi class="person" data-role={role}>{name}</bdi>;
}
