#include "rank_options.h"

#include "parse_bytes.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "rankferry-rank --job JOB --rank N [OPTIONS]\n"
    "Attaches as a rank, and writes an image whose every word can be checked whenever a checkpoint is asked for.\n"
    "  --door PATH          socket of the agent (default: $RANKFERRY_DOOR, else by the job's name)\n"
    "  --wait               wait for the agent to come up, up to the deadline\n"
    "  --bytes N            bytes of the image, suffix k, M or G (default 21300000)\n"
    "  --stream NAME        name of the stream (default image); with --streams K they are NAME.0, NAME.1, ...\n"
    "  --streams K          spread the bytes over K streams, written one write at a time in turn (default 1)\n"
    "  --write-size N       bytes per write (default 1M)\n"
    "  --pattern P,Q...     write one stream after the other, the first in pieces as P says, the second as Q, and so on:\n"
    "                       even (--write-size), blcr (as BLCR writes: bursts of 4 to 40 bytes, and runs of pages), or\n"
    "                       bursts (4 to 40 bytes only); --json tells the processor time each took\n"
    "  --mode M             write, reserve (fill the chunk itself) or pwrite (the first write comes last)\n"
    "  --content C          prepared (in own memory, before the phase), generated (while writing; constant memory), or\n"
    "                       none (chunks go as they are, to measure what follows; the image can't be checked)\n"
    "  --seed N             of the content (default 1)\n"
    "  --iterations N       checkpoints to answer, 0: until the agent closes the door (default 1)\n"
    "  --deadline-ms N      for each wait (default 60000)\n"
    "  --verify-content W   write nothing; read the image from W, a set's directory or a target's door, and check it\n"
    "  --json               one line of JSON per image on standard output\n"
    "Exit status: 0 done, 1 failed (one line on standard error), 2 usage.\n";

static void fail(const char *option, const char *text, const char *expected)
{
    fprintf(stderr, "rankferry-rank: %s is \"%s\", expected %s\n", option, text, expected);
    exit(2);
}

static uint64_t number(const char *option, const char *text, uint64_t max)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value > max) {
        char expected[64];
        snprintf(expected, sizeof expected, "a number from 0 to %llu", (unsigned long long)max);
        fail(option, text, expected);
    }
    return value;
}

static uint64_t bytes_of(const char *option, const char *text)
{
    return parse_bytes("rankferry-rank", option, text);
}

static enum write_mode mode_of(const char *text)
{
    if (strcmp(text, "write") != 0 && strcmp(text, "reserve") != 0 && strcmp(text, "pwrite") != 0) {
        fail("--mode", text, "write, reserve or pwrite");
    }
    return text[0] == 'w' ? MODE_WRITE : text[0] == 'r' ? MODE_RESERVE : MODE_PWRITE;
}

static void patterns_of(struct rank_options *o, const char *text)
{
    for (const char *at = text; o->pattern_count < PATTERN_KINDS; at++) {
        size_t length = strcspn(at, ",");
        if (!rf_pattern_named(&o->patterns[o->pattern_count++], at, length)) {
            break;
        }
        at += length;
        if (*at == '\0') {
            return;
        }
    }
    fail("--pattern", text, "up to three of even, blcr and bursts");
}

static void content_of(struct rank_options *o, const char *text)
{
    if (strcmp(text, "prepared") != 0 && strcmp(text, "generated") != 0 && strcmp(text, "none") != 0) {
        fail("--content", text, "prepared, generated or none");
    }
    o->prepared = text[0] == 'p';
    o->unwritten = text[0] == 'n';
}

static void help(void)
{
    fputs(usage, stdout);
    exit(0);
}

static void check(const struct rank_options *o)
{
    const char *wrong = NULL;
    if ((o->job == NULL && o->verify == NULL) || o->rank < 0) {
        wrong = "--job and --rank are needed";
    } else if (o->streams == 0) {
        wrong = "--streams is 0, expected 1 or more";
    } else if (o->write_size == 0) {
        wrong = "--write-size is 0, expected 1 or more";
    } else if (o->pattern_count > 0 && (o->mode != MODE_WRITE || !o->prepared || o->write_size > UINT32_MAX)) {
        wrong = "--pattern goes with --mode write, --content prepared and a --write-size below 4G";
    } else if (o->mode == MODE_RESERVE && o->prepared) {
        wrong = "--mode reserve fills the chunk itself; it goes with --content generated or none";
    } else if (o->mode != MODE_RESERVE && o->unwritten) {
        wrong = "--content none leaves chunks as they are; it goes with --mode reserve";
    }
    if (wrong != NULL) {
        fprintf(stderr, "rankferry-rank: %s; see --help\n", wrong);
        exit(2);
    }
}

void rank_options_parse(struct rank_options *o, int argc, char **argv)
{
    enum { JOB = 256, RANK, DOOR, WAIT, BYTES, STREAM, STREAMS, WRITE_SIZE, PATTERN, MODE, CONTENT, SEED, ITERATIONS, DEADLINE,
        VERIFY,
        JSON, HELP };
    static const struct option table[] = {
        {"job", required_argument, NULL, JOB}, {"rank", required_argument, NULL, RANK},
        {"door", required_argument, NULL, DOOR}, {"wait", no_argument, NULL, WAIT},
        {"bytes", required_argument, NULL, BYTES}, {"stream", required_argument, NULL, STREAM},
        {"streams", required_argument, NULL, STREAMS}, {"write-size", required_argument, NULL, WRITE_SIZE},
        {"mode", required_argument, NULL, MODE}, {"pattern", required_argument, NULL, PATTERN},
        {"content", required_argument, NULL, CONTENT},
        {"seed", required_argument, NULL, SEED}, {"iterations", required_argument, NULL, ITERATIONS},
        {"deadline-ms", required_argument, NULL, DEADLINE}, {"verify-content", required_argument, NULL, VERIFY},
        {"json", no_argument, NULL, JSON}, {"help", no_argument, NULL, HELP}, {NULL, 0, NULL, 0}};
    bool content_given = false;
    *o = (struct rank_options){.rank = -1, .bytes = 21300000, .stream = "image", .streams = 1, .write_size = 1 << 20,
        .prepared = true, .seed = 1, .iterations = 1, .deadline_ms = 60000};
    int option;
    while ((option = getopt_long(argc, argv, "", table, NULL)) != -1) {
        switch (option) {
            case JOB: o->job = optarg; break;
            case RANK: o->rank = (int)number("--rank", optarg, INT_MAX); break;
            case DOOR: o->door = optarg; break;
            case WAIT: o->wait = true; break;
            case BYTES: o->bytes = bytes_of("--bytes", optarg); break;
            case STREAM: o->stream = optarg; break;
            case STREAMS: o->streams = (uint32_t)number("--streams", optarg, 65535); break;
            case WRITE_SIZE: o->write_size = bytes_of("--write-size", optarg); break;
            case MODE: o->mode = mode_of(optarg); break;
            case PATTERN: patterns_of(o, optarg); break;
            case CONTENT: content_of(o, optarg); content_given = true; break;
            case SEED: o->seed = number("--seed", optarg, UINT64_MAX); break;
            case ITERATIONS: o->iterations = number("--iterations", optarg, UINT64_MAX); break;
            case DEADLINE: o->deadline_ms = (int)number("--deadline-ms", optarg, INT_MAX); break;
            case VERIFY: o->verify = optarg; break;
            case JSON: o->json = true; break;
            case HELP: help(); break;
            default: exit(2);
        }
    }
    if (optind < argc) {
        fprintf(stderr, "rankferry-rank: \"%s\" is no option; see --help\n", argv[optind]);
        exit(2);
    }
    if (o->mode == MODE_RESERVE && !content_given) {
        o->prepared = false;
    }
    check(o);
}
