/** The server's own rule (server/auth/password.ts); said here before it is asked. */
export const PASSWORD_MIN = 10;

export interface NewPerson {
  name: string;
  email: string;
  password: string;
}

export type NewPersonProblem = "nameMissing" | "emailInvalid" | "passwordTooShort";

export function checkNewPerson(person: NewPerson): Partial<Record<keyof NewPerson, NewPersonProblem>> {
  return {
    ...(person.name.trim() === "" && { name: "nameMissing" as const }),
    ...(!/^\S+@\S+\.\S+$/.test(person.email.trim()) && { email: "emailInvalid" as const }),
    ...(person.password.length < PASSWORD_MIN && { password: "passwordTooShort" as const }),
  };
}
