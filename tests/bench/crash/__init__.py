"""Parts of `./dev bench durability`: the gateway as a victim, and what stands around it."""
