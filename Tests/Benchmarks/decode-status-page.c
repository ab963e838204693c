// The SD4860 status page decoded by hand: what sg-decode is measured against.
//
//     decode-status-page < records > records        adds `fields` to records of frames
//     decode-status-page --raw < bytes > records    finds the frames itself
//
// For status pages the output is that of sg-decode, byte for byte; every other record is passed on.
// It does by hand what sg-decode does from a definition: checks the structure of the JSON, its
// strings and their UTF-8, the hex, the signature and the checksum. It leaves out what a program
// for one message can: it does not check numbers, and knows nothing of other devices.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { frame_size = 60, room = 1 << 18, longest_line = 1 << 16, longest_fields = 1024 };

static char input[room + longest_line];
static char output[room + sizeof input + longest_fields];
static char *out = output;

static uint8_t hex_values[256];  // the value of a hex digit; 16 for any other byte

// MARK: - Output

static void flush(void) {
    const char *at = output;
    while (at < out) {
        ssize_t count = write(1, at, out - at);
        if (count <= 0) _exit(74);
        at += count;
    }
    out = output;
}

static void put(const char *bytes, size_t count) {
    memcpy(out, bytes, count);
    out += count;
}

#define PUT(literal) put(literal, sizeof literal - 1)

static void put_unsigned(uint32_t value) {
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546"
        "4748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293"
        "949596979899";
    char digits[10], *at = digits + sizeof digits;
    while (value >= 100) {
        memcpy(at -= 2, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        memcpy(at -= 2, pairs + 2 * value, 2);
    } else {
        *--at = (char)('0' + value);
    }
    put(at, digits + sizeof digits - at);
}

static uint32_t put_sign(int32_t value) {
    if (value >= 0) return (uint32_t)value;
    *out++ = '-';
    return -(uint32_t)value;
}

static void put_integer(int32_t value) { put_unsigned(put_sign(value)); }

static void put_tenths(int32_t value) {
    uint32_t tenths = put_sign(value);
    put_unsigned(tenths / 10);
    *out++ = '.';
    *out++ = (char)('0' + tenths % 10);
}

static void put_bool(bool value) {
    if (value) {
        PUT("true");
    } else {
        PUT("false");
    }
}

// MARK: - The status page

static uint32_t u32(const uint8_t *bytes) {
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return __builtin_bswap32(value);
}

static bool is_status_page(const uint8_t *frame) {
    uint32_t sum = 0;
    if (u32(frame) != 0xed030000) return false;
    for (int i = 0; i < frame_size - 4; i++) sum += frame[i];
    return u32(frame + frame_size - 4) == sum;
}

static bool is_suspect(uint8_t flag) { return flag != 0x00 && flag != 0xff; }

static void put_suspects(const uint8_t *frame) {
    static const char *const names[] = {
        ",\"load_short_circuit\"", ",\"load_overcurrent\"", ",\"battery_overcharge\""};
    bool is_first = true;
    for (int i = 0; i < 3; i++) {
        if (!is_suspect(frame[52 + i])) continue;
        if (is_first) PUT(",\"suspect\":[");
        put(names[i] + is_first, strlen(names[i]) - is_first);
        is_first = false;
    }
    if (!is_first) *out++ = ']';
}

#define PUT_TENTHS(name, offset) (PUT(name), put_tenths((int32_t)u32(frame + offset)))
#define PUT_INTEGER(name, offset) (PUT(name), put_integer((int32_t)u32(frame + offset)))
#define PUT_FLAG(name, value) (PUT(name), put_bool(value))

static void put_fields(const uint8_t *frame) {
    int32_t temperature = (int32_t)u32(frame + 20);
    PUT_TENTHS(",\"fields\":{\"load_current\":", 4);
    PUT_TENTHS(",\"solar_current\":", 8);
    PUT_TENTHS(",\"battery_voltage\":", 12);
    PUT_TENTHS(",\"charge_current\":", 16);
    PUT(",\"battery_temperature\":");
    if (temperature == 128) {
        PUT("null");
    } else {
        put_integer(temperature);
    }
    PUT_INTEGER(",\"daily_solar_energy\":", 24);
    PUT_INTEGER(",\"daily_load_energy\":", 28);
    PUT_INTEGER(",\"total_stored_energy\":", 32);
    PUT_INTEGER(",\"load_short_circuit_count\":", 36);
    PUT_INTEGER(",\"load_overcurrent_count\":", 40);
    PUT_INTEGER(",\"battery_overcharge_count\":", 44);
    PUT_INTEGER(",\"battery_overdischarge_count\":", 48);
    PUT_FLAG(",\"load_short_circuit\":", frame[52] != 0);
    PUT_FLAG(",\"load_overcurrent\":", frame[53] != 0);
    PUT_FLAG(",\"battery_overcharge\":", frame[54] != 0);
    PUT_FLAG(",\"battery_overdischarge\":", frame[55] & 1);
    PUT_FLAG(",\"battery_backup_alarm\":", frame[55] & 2);
    *out++ = '}';
    put_suspects(frame);
    PUT("}\n");
}

// MARK: - Records in

typedef struct {
    const char *start;
    size_t count;
} text;

static bool is(text a, const char *literal, size_t count) {
    return a.count == count && memcmp(a.start, literal, count) == 0;
}

#define IS(text, literal) is(text, literal, sizeof literal - 1)

static const char *skip_space(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r')) at++;
    return at;
}

// Each of these returns where the token ends that starts at `at`, or NULL when there is none.

// Where a run of plain ASCII ends: at a quote, a backslash, a control character or a byte above 7F.
static const char *plain_end(const char *at, const char *end) {
    const uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    for (; end - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
        uint64_t special = (word - ones * 0x20) & ~word;
        special |= (quote - ones) & ~quote;
        special |= (backslash - ones) & ~backslash;
        special = (special | word) & tops;
        if (special) return at + __builtin_ctzll(special) / 8;
    }
    while (at < end && (uint8_t)*at >= 0x20 && (uint8_t)*at < 0x80 && *at != '"' && *at != '\\') at++;
    return at;
}

static bool is_continuation(const char *at, const char *end, uint8_t low, uint8_t high) {
    return at < end && (uint8_t)*at >= low && (uint8_t)*at <= high;
}

// Where the character beyond ASCII ends that starts at `at`; NULL when it is no UTF-8.
static const char *character_end(const char *at, const char *end) {
    uint8_t first = (uint8_t)*at++;
    if (first < 0xc2 || first > 0xf4) return NULL;
    uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    int left = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    for (; left; left--, at++, low = 0x80, high = 0xbf) {
        if (!is_continuation(at, end, low, high)) return NULL;
    }
    return at;
}

static const char *escape_end(const char *at, const char *end) {
    if (end - at < 2) return NULL;
    if (at[1] != 'u') return strchr("\"\\/bfnrt", at[1]) && at[1] ? at + 2 : NULL;
    if (end - at < 6) return NULL;
    for (int i = 2; i < 6; i++) {
        if (hex_values[(uint8_t)at[i]] > 15) return NULL;
    }
    return at + 6;
}

static const char *string_end(const char *at, const char *end) {
    at = plain_end(at + 1, end);
    while (at && at < end && *at != '"') {
        if (*at == '\\') {
            at = escape_end(at, end);
        } else if ((uint8_t)*at >= 0x80) {
            at = character_end(at, end);
        } else {
            return NULL;
        }
        if (at) at = plain_end(at, end);
    }
    return at && at < end ? at + 1 : NULL;
}

static const char *container_end(const char *at, const char *end) {
    int depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = string_end(at, end);
            if (!at) return NULL;
            continue;
        }
        if (*at == '{' || *at == '[') depth++;
        if ((*at == '}' || *at == ']') && --depth == 0) return at + 1;
        at++;
    }
    return NULL;
}

static const char *value_end(const char *at, const char *end) {
    if (at == end) return NULL;
    if (*at == '"') return string_end(at, end);
    if (*at == '{' || *at == '[') return container_end(at, end);
    const char *start = at;
    while (at < end && *at != ',' && *at != '}' && *at != ' ') at++;
    return at > start ? at : NULL;
}

typedef struct {
    text device_type, message_type, frame;
    bool is_decoded;
    const char *brace;  // the one that ends the record
} record;

static void take_member(record *record, text key, text value) {
    if (IS(key, "fields") || IS(key, "suspect")) record->is_decoded = true;
    if (*value.start != '"') return;
    text inside = {value.start + 1, value.count - 2};
    if (IS(key, "frame")) record->frame = inside;
    if (IS(key, "device_type")) record->device_type = inside;
    if (IS(key, "message_type")) record->message_type = inside;
}

static bool read_record(const char *at, const char *end, record *record) {
    at = skip_space(at, end);
    if (at == end || *at != '{') return false;
    do {
        const char *key = skip_space(at + 1, end);
        if (key == end || *key != '"') return false;
        const char *key_end = string_end(key, end);
        if (!key_end) return false;
        const char *colon = skip_space(key_end, end);
        if (colon == end || *colon != ':') return false;
        const char *value = skip_space(colon + 1, end);
        const char *after = value_end(value, end);
        if (!after) return false;
        take_member(
            record, (text){key + 1, key_end - key - 2}, (text){value, after - value});
        at = skip_space(after, end);
    } while (at < end && *at == ',');
    record->brace = at;
    return at < end && *at == '}' && skip_space(at + 1, end) == end;
}

static bool read_hex(text hex, uint8_t *frame) {
    uint8_t wrong = 0;
    if (hex.count != 2 * frame_size) return false;
    for (int i = 0; i < frame_size; i++) {
        uint8_t high = hex_values[(uint8_t)hex.start[2 * i]];
        uint8_t low = hex_values[(uint8_t)hex.start[2 * i + 1]];
        wrong |= high | low;
        frame[i] = (uint8_t)(high << 4 | low);
    }
    return wrong < 16;
}

static void take_line(const char *line, const char *end) {
    static unsigned number = 0;
    uint8_t frame[frame_size];
    record record = {0};
    number++;
    if (!read_record(line, end, &record)) {
        fprintf(stderr, "stdin:%u: error: no record\n", number);
    } else if (
        !record.is_decoded && IS(record.device_type, "sungrow_charge_controller")
        && IS(record.message_type, "status_page") && read_hex(record.frame, frame)
        && is_status_page(frame)) {
        put(line, record.brace - line);
        return put_fields(frame);
    } else {
        put(line, end - line);
        *out++ = '\n';
    }
}

// Takes all whole lines and returns where the rest begins.
static const char *take_lines(const char *at, const char *end) {
    const char *newline;
    while ((newline = memchr(at, '\n', end - at))) {
        take_line(at, newline);
        at = newline + 1;
        if (out - output > room) flush();
    }
    return at;
}

// MARK: - Bytes in

static void put_frame(const uint8_t *frame) {
    static const char digits[] = "0123456789abcdef";
    PUT("{\"device_type\":\"sungrow_charge_controller\",\"message_type\":\"status_page\",\"frame\":\"");
    for (int i = 0; i < frame_size; i++) {
        *out++ = digits[frame[i] >> 4];
        *out++ = digits[frame[i] & 15];
    }
    *out++ = '"';
    put_fields(frame);
}

// Takes all whole frames and returns where the rest begins.
static const char *take_frames(const char *at, const char *end) {
    while ((at = memchr(at, 0xed, end - at))) {
        if (end - at < frame_size) return at;
        if (is_status_page((const uint8_t *)at)) {
            put_frame((const uint8_t *)at);
            at += frame_size;
            if (out - output > room) flush();
        } else {
            at++;
        }
    }
    return end;
}

int main(int count, char **arguments) {
    bool is_raw = count > 1 && strcmp(arguments[1], "--raw") == 0;
    size_t waiting = 0;
    memset(hex_values, 16, sizeof hex_values);
    for (int i = 0; i < 16; i++) {
        hex_values[(uint8_t)"0123456789abcdef"[i]] = (uint8_t)i;
        hex_values[(uint8_t)"0123456789ABCDEF"[i]] = (uint8_t)i;
    }
    ssize_t read_count;
    while ((read_count = read(0, input + waiting, sizeof input - waiting)) > 0) {
        const char *end = input + waiting + read_count;
        const char *rest = is_raw ? take_frames(input, end) : take_lines(input, end);
        waiting = end - rest;
        if (waiting > longest_line) return 65;
        memmove(input, rest, waiting);
        flush();
    }
    if (!is_raw && waiting > 0) take_line(input, input + waiting);
    flush();
    return 0;
}
