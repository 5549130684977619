/* The floor for scanning: libyaml's events over the same bytes, and nothing else. `-` reads standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

static long events(const unsigned char *bytes, size_t size) {
  yaml_parser_t parser;
  yaml_event_t event;
  long count = 0;
  int done = 0;
  if (!yaml_parser_initialize(&parser)) return -1;
  yaml_parser_set_input_string(&parser, bytes, size);
  while (!done) {
    if (!yaml_parser_parse(&parser, &event)) {
      count = -1;
      break;
    }
    count++;
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return count;
}

static long file(FILE *stream) {
  size_t size = 0, capacity = 1 << 20;
  unsigned char *bytes = malloc(capacity);
  for (;;) {
    size_t got = fread(bytes + size, 1, capacity - size, stream);
    if (got == 0) break;
    size += got;
    if (size == capacity) bytes = realloc(bytes, capacity *= 2);
  }
  long count = events(bytes, size);
  free(bytes);
  return count;
}

/* Each argument is a file; `@LIST` names a file with one name a line. */
int main(int argc, char **argv) {
  long total = 0;
  for (int i = 1; i < argc; i++) {
    FILE *list = argv[i][0] == '@' ? fopen(argv[i] + 1, "r") : NULL;
    char line[4096];
    const char *name = argv[i];
    while (list == NULL || fgets(line, sizeof line, list) != NULL) {
      if (list != NULL) {
        for (char *c = line; *c; c++)
          if (*c == '\n') *c = 0;
        name = line;
      }
      FILE *stream = fopen(name, "rb");
      long count = stream == NULL ? -1 : file(stream);
      if (stream != NULL) fclose(stream);
      if (count < 0) {
        fprintf(stderr, "%s: no YAML\n", name);
        return 1;
      }
      total += count;
      if (list == NULL) break;
    }
    if (list != NULL) fclose(list);
  }
  printf("%ld events\n", total);
  return 0;
}
