/** The first admin, from the environment; a password is made up when none is given. */
export class FirstAdmin {
  email: string;
  password: string | undefined;
  /** Told the made-up password, once. */
  announce: (email: string, password: string) => void;
}
