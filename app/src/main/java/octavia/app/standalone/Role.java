package octavia.app.standalone;

import java.time.Duration;
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

  /**
   * How long a change may take where octavia.conf says nothing. One of several processes may die at
   * its work, and the next one waits for the end of its lease before it carries on.
   */
  public Duration changeDeadline() {
    return this == STANDALONE ? Duration.ofMinutes(1) : Duration.ofMinutes(5);
  }

  boolean answers() {
    return this != WORKER;
  }

  boolean works() {
    return this != API;
  }
}
