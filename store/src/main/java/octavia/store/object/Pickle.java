package octavia.store.object;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one thing in upstream's schema that is not SQL: {@code listener.insert_headers} holds a
 * Python pickle of a dictionary of texts. Written as protocol 2; read in protocols 0 to 5, and
 * nothing but such a dictionary: no other object is ever made from it. (Opcodes: Python's
 * pickletools.)
 */
final class Pickle {
  private static final Object MARK = new Object();

  private Pickle() {}

  static byte[] write(Map<String, String> map) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x80);
    out.write(2);
    out.write('}');
    if (!map.isEmpty()) {
      out.write('(');
      map.forEach((key, value) -> {
        text(out, key);
        text(out, value);
      });
      out.write('u');
    }
    out.write('.');
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
    out.writeBytes(utf8);
  }

  /**
   * Reads a dictionary; {@code None} is an empty one, a value that is no text is kept as its text.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static Map<String, String> read(byte[] pickle) {
    try {
      return new Machine(ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN)).run();
    } catch (java.nio.BufferUnderflowException | java.util.NoSuchElementException e) {
      throw new IllegalArgumentException("a pickle that ends early", e);
    }
  }

  /** The part of Python's unpickling machine that dictionaries of texts need. */
  private static final class Machine {
    private final ByteBuffer in;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    Machine(ByteBuffer in) {
      this.in = in;
    }

    Map<String, String> run() {
      while (true) {
        int opcode = in.get() & 0xff;
        switch (opcode) {
          case 0x80 -> in.get(); // PROTO
          case 0x95 -> in.getLong(); // FRAME
          case '}' -> stack.push(new LinkedHashMap<String, String>());
          case '(' -> stack.push(MARK);
          case 'd' -> stack.push(put(new LinkedHashMap<>(), untilMark()));
          case 0x8c -> stack.push(bytes(in.get() & 0xff)); // SHORT_BINUNICODE
          case 'X' -> stack.push(bytes(in.getInt())); // BINUNICODE
          case 'U' -> stack.push(bytes(in.get() & 0xff)); // SHORT_BINSTRING
          case 'V' -> stack.push(line()); // UNICODE
          case 0x88 -> stack.push("True"); // NEWTRUE
          case 0x89 -> stack.push("False"); // NEWFALSE
          case 'K' -> stack.push(Integer.toString(in.get() & 0xff)); // BININT1
          case 'N' -> stack.push(Map.of());
          case 0x94 -> memo.put(memo.size(), stack.element()); // MEMOIZE
          case 'q' -> memo.put(in.get() & 0xff, stack.element()); // BINPUT
          case 'r' -> memo.put(in.getInt(), stack.element()); // LONG_BINPUT
          case 'p' -> memo.put(Integer.valueOf(line()), stack.element()); // PUT
          case 'h' -> stack.push(remembered(in.get() & 0xff)); // BINGET
          case 'j' -> stack.push(remembered(in.getInt())); // LONG_BINGET
          case 'g' -> stack.push(remembered(Integer.parseInt(line()))); // GET
          case 's' -> { // SETITEM
            Object value = stack.pop();
            Object key = stack.pop();
            put(dictionary(stack.element()), List.of(key, value));
          }
          case 'u' -> { // SETITEMS
            List<Object> items = untilMark();
            put(dictionary(stack.element()), items);
          }
          case '.' -> {
            return Map.copyOf(dictionary(stack.pop()));
          }
          default ->
              throw new IllegalArgumentException(
                  "a pickle of something else than a dictionary of texts: opcode " + opcode);
        }
      }
    }

    private Object remembered(int key) {
      @Nullable Object value = memo.get(key);
      if (value == null) {
        throw new IllegalArgumentException("a pickle that refers to what is not in it");
      }
      return value;
    }

    private List<Object> untilMark() {
      List<Object> items = new ArrayList<>();
      for (Object item = stack.pop(); !item.equals(MARK); item = stack.pop()) {
        items.addFirst(item);
      }
      return items;
    }

    @SuppressWarnings("unchecked") // the machine makes no other maps
    private static Map<String, String> dictionary(Object object) {
      if (object instanceof Map<?, ?> map) {
        return (Map<String, String>) map;
      }
      throw new IllegalArgumentException("a pickle of something else than a dictionary");
    }

    private static Map<String, String> put(Map<String, String> map, List<Object> items) {
      for (int i = 0; i + 1 < items.size(); i += 2) {
        map.put(items.get(i).toString(), items.get(i + 1).toString());
      }
      return map;
    }

    private String bytes(int length) {
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException("a pickle that ends early");
      }
      byte[] utf8 = new byte[length];
      in.get(utf8);
      return new String(utf8, StandardCharsets.UTF_8);
    }

    private String line() {
      StringBuilder line = new StringBuilder();
      for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
        line.append(c);
      }
      return line.toString();
    }
  }
}
