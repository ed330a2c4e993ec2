package octavia.app.configuration;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import octavia.app.configuration.Reference.Format;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Formats in lower case, as they are typed. */
final class FormatConverter implements ITypeConverter<Format>, Iterable<String> {

  FormatConverter() {}

  @Override
  public Format convert(String value) {
    try {
      return Format.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + value + "' is not one of " + String.join(", ", this));
    }
  }

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Format.values())
        .map(format -> format.name().toLowerCase(Locale.ROOT))
        .iterator();
  }
}
