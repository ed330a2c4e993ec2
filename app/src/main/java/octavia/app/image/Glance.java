package octavia.app.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import octavia.app.client.Login;
import octavia.app.command.CommandFailure;
import octavia.app.command.Pause;
import octavia.http.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Puts images into Glance, by version 2 of its API. One thread uses it. */
final class Glance implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final Duration UPLOAD_LIMIT = Duration.ofHours(2);
  private static final Duration ACTIVE_LIMIT = Duration.ofMinutes(10);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Login login;
  private final String images;
  private final HttpClient http;

  /**
   * What an image is to be.
   *
   * @param format of the file, by Glance's name
   * @param owner the project that it is to belong to; empty: who uploads it
   * @param architecture as Nova spells it
   */
  record Wanted(
      String name, String format, List<String> tags, Optional<String> owner, String architecture) {
    Wanted {
      tags = List.copyOf(tags);
    }
  }

  private Glance(Login login, String images, HttpClient http) {
    this.login = login;
    this.images = images;
    this.http = http;
  }

  /**
   * Where the variables of an openrc file say.
   *
   * @throws CommandFailure if there is no token, or nobody says where Glance is
   */
  static Glance of(Map<String, String> environment) throws InterruptedException {
    Login login = Login.of(environment);
    String endpoint =
        login.endpoint("image", "OS_IMAGE_URL").replaceAll("/+$", "").replaceAll("/v2$", "");
    return new Glance(login, endpoint + "/v2/images", Login.client(environment));
  }

  /**
   * Uploads a file as a private image and compares what arrived with it. What cannot be uploaded
   * whole is not left behind.
   *
   * @return the image's id
   */
  String upload(Path file, Wanted wanted) throws InterruptedException {
    String id = create(wanted);
    boolean whole = false;
    try {
      HttpResponse<String> answer =
          send(
              request("/" + id + "/file", UPLOAD_LIMIT)
                  .header("Content-Type", "application/octet-stream")
                  .PUT(content(file))
                  .build());
      // Since 2025.1 it looks whether an image is of the format that it is said to be.
      expect(
          answer,
          204,
          "the upload of "
              + file
              + (answer.statusCode() == 415 ? " (is it really " + wanted.format() + "?)" : ""));
      compare(file, awaitActive(id));
      whole = true;
      return id;
    } finally {
      if (!whole) {
        discard(id);
      }
    }
  }

  private String create(Wanted wanted) throws InterruptedException {
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("name", wanted.name());
    image.put("visibility", "private");
    image.put("disk_format", wanted.format());
    image.put("container_format", "bare");
    image.put("tags", wanted.tags());
    image.put("hw_architecture", wanted.architecture());
    wanted.owner().ifPresent(owner -> image.put("owner", owner));
    HttpResponse<String> answer =
        send(
            request("", ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(image)))
                .build());
    expect(answer, 201, "the creation of an image");
    return json(answer).path("id").asString("");
  }

  private static BodyPublisher content(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw new CommandFailure("there is no file " + file, e);
    }
  }

  /** Glance may still be saving what it has taken. */
  private JsonNode awaitActive(String id) throws InterruptedException {
    long end = System.nanoTime() + ACTIVE_LIMIT.toNanos();
    while (true) {
      HttpResponse<String> answer = send(request("/" + id, ANSWER_LIMIT).GET().build());
      expect(answer, 200, "image " + id);
      JsonNode image = json(answer);
      String status = image.path("status").asString("");
      if (status.equals("active")) {
        return image;
      }
      if (!List.of("saving", "importing", "queued").contains(status) || System.nanoTime() > end) {
        throw new CommandFailure(
            "image " + id + " is " + status + ", not active, after the upload");
      }
      Pause.of(INTERVAL);
    }
  }

  private static void compare(Path file, JsonNode image) {
    String algorithm = image.path("os_hash_algo").asString("");
    String stored = image.path("os_hash_value").asString("");
    if (algorithm.isEmpty() || stored.isEmpty()) {
      algorithm = "md5"; // before Rocky there was nothing else
      stored = image.path("checksum").asString("");
    }
    String own = hash(file, algorithm);
    if (!own.equals(stored)) {
      throw new CommandFailure(
          "what Glance stored is not "
              + file
              + ": its "
              + algorithm
              + " is "
              + (stored.isEmpty() ? "unknown" : stored)
              + ", the file's is "
              + own
              + ". The image was deleted.");
    }
  }

  private static String hash(Path file, String algorithm) {
    // Python's names have no dash: sha512.
    String name = algorithm.toUpperCase(Locale.ROOT).replaceFirst("^SHA(\\d)", "SHA-$1");
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new CommandFailure("cannot compare " + file + " by " + algorithm + ": " + e, e);
    }
  }

  private void discard(String id) throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    try {
      expect(send(request("/" + id, ANSWER_LIMIT).DELETE().build()), 204, "the deletion of " + id);
    } catch (CommandFailure e) {
      System.err.println("image " + id + " is left behind: " + e.getMessage());
    }
    if (interrupted) {
      throw new InterruptedException();
    }
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(images + path)).timeout(limit);
    login.headers().forEach(builder::header);
    return builder;
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandFailure("no answer to " + request.method() + " " + request.uri() + ": " + e);
    }
  }

  private static void expect(HttpResponse<String> answer, int status, String what) {
    if (answer.statusCode() != status) {
      throw new CommandFailure(
          "Glance answers " + answer.statusCode() + " to " + what + ": " + answer.body().strip());
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JacksonException e) {
      throw new CommandFailure("not JSON from " + answer.uri() + ": " + answer.body(), e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
