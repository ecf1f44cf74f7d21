"""JAG meetings: who belongs to a group, its diary, its sessions and who was there, and what was agreed to be done."""
