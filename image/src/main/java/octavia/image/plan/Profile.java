package octavia.image.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose defaults count. */
public enum Profile {
  /** Those of today. */
  CURRENT,
  /** Those of the first documents: amd64, bionic, 7, an output name without ending. */
  SEED;

  static Optional<Profile> named(String text) {
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }
}
