import type { UserRole } from "@/drizzle/schema/users";

/** Who asks. */
export interface Actor {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  locale: string;
}
