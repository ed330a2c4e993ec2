package octavia.api.body;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field of a request: absent, null or a value. An update leaves what is absent as it is and sets
 * what is null back to its default.
 *
 * @param isSent false if the request does not have the field
 * @param orNull the value; null if the field is absent or null
 */
public record Given<T>(boolean isSent, @Nullable T orNull) {

  /** The field is not there. */
  public static <T> Given<T> absent() {
    return new Given<>(false, null);
  }

  /** The field is there, perhaps as null. */
  public static <T> Given<T> of(@Nullable T value) {
    return new Given<>(true, value);
  }

  /** True if the field is there and not null. */
  public boolean hasValue() {
    return orNull != null;
  }

  /** True if the field is there and null. */
  public boolean isNull() {
    return isSent && orNull == null;
  }

  /** The value, or {@code fallback} where the field is absent or null. */
  public T or(T fallback) {
    return orNull == null ? fallback : orNull;
  }

  /** The value, {@code current} where it is absent, {@code whenNull} where it is null. */
  public T or(T current, T whenNull) {
    if (!isSent) {
      return current;
    }
    return orNull == null ? whenNull : orNull;
  }

  /** The value or null as sent, or {@code current} where the field is absent. */
  public @Nullable T orCurrent(@Nullable T current) {
    return isSent ? orNull : current;
  }

  /** The same field with its value converted. */
  public <U> Given<U> map(Function<T, U> convert) {
    return new Given<>(isSent, orNull == null ? null : convert.apply(orNull));
  }
}
