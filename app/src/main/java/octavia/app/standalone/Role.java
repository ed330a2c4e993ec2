package octavia.app.standalone;

import java.util.Locale;

/** What of the service a process is. */
public enum Role {
  /** All of it, alone with its database. */
  STANDALONE,
  /** Answers requests and never touches anything else than the database. */
  API,
  /** Carries out what requests want. */
  WORKER;

  /** As it is typed. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean answers() {
    return this != WORKER;
  }

  boolean works() {
    return this != API;
  }
}
