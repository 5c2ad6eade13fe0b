#include "scenarios/prompts/prompt_text.h"

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

constexpr std::uint64_t kNumberWords = 4;
constexpr std::uint64_t kBitsOfWord = 9;
constexpr std::uint64_t kNumberMask = (1ULL << (kNumberWords * kBitsOfWord)) - 1;

constexpr std::array<std::string_view, kPromptWords> kWords = {
    "that",    "with",    "this",    "have",    "from",    "your",    "which",   "work",    "will",    "would",
    "there",   "return",  "when",    "part",    "like",    "then",    "class",   "using",   "code",    "some",
    "need",    "what",    "data",    "want",    "only",    "should",  "form",    "also",    "were",    "they",
    "more",    "other",   "just",    "time",    "file",    "first",   "does",    "them",    "into",    "public",
    "over",    "where",   "value",   "inter",   "their",   "same",    "name",    "could",   "about",   "list",
    "import",  "error",   "been",    "know",    "under",   "follow",  "look",    "problem", "result",  "type",
    "than",    "after",   "method",  "line",    "object",  "case",    "make",    "pass",    "answer",  "test",
    "here",    "call",    "back",    "each",    "find",    "point",   "read",    "used",    "such",    "example",
    "string",  "think",   "number",  "hand",    "because", "start",   "help",    "char",    "post",    "user",
    "very",    "array",   "check",   "text",    "every",   "before",  "these",   "android", "again",   "long",
    "second",  "found",   "right",   "said",    "show",    "direct",  "well",    "element", "link",    "between",
    "through", "while",   "most",    "true",    "much",    "self",    "even",    "table",   "print",   "still",
    "down",    "year",    "being",   "cent",    "create",  "main",    "pour",    "else",    "play",    "both",
    "open",    "without", "word",    "change",  "works",   "event",   "field",   "made",    "view",    "good",
    "many",    "system",  "another", "rest",    "might",   "order",   "sign",    "sing",    "page",    "must",
    "values",  "program", "select",  "last",    "term",    "sure",    "real",    "current", "exist",   "version",
    "high",    "input",   "local",   "process", "column",  "command", "best",    "prim",    "model",   "those",
    "stud",    "server",  "since",   "correct", "output",  "image",   "working", "match",   "require", "called",
    "request", "port",    "instead", "person",  "private", "above",   "come",    "build",   "place",   "project",
    "files",   "false",   "mean",    "state",   "great",   "fact",    "take",    "access",  "size",    "left",
    "given",   "final",   "present", "three",   "little",  "able",    "path",    "issue",   "better",  "load",
    "child",   "really",  "static",  "plus",    "count",   "support", "people",  "done",    "disc",    "stand",
    "group",   "small",   "default", "single",  "always",  "head",    "query",   "never",   "give",    "index",
    "below",   "record",  "loop",    "super",   "write",   "years",   "next",    "though",  "script",  "multi",
    "display", "general", "upon",    "prom",    "turn",    "having",  "success", "simple",  "care",    "results",
    "doing",   "install", "side",    "within",  "date",    "message", "during",  "tell",    "thing",   "sort",
    "sent",    "service", "going",   "later",   "fine",    "develop", "film",    "things",  "thought", "added",
    "based",   "running", "search",  "wrong",   "until",   "once",    "against", "source",  "allow",   "control",
    "update",  "inside",  "reason",  "effect",  "similar", "mark",    "content", "getting", "around",  "clear",
    "created", "button",  "click",   "life",    "intern",  "either",  "initial", "valid",   "break",   "design",
    "custom",  "organ",   "hard",    "block",   "space",   "echo",    "large",   "width",   "kind",    "color",
    "node",    "item",    "base",    "near",    "land",    "names",   "option",  "links",   "full",    "console",
    "known",   "total",   "keep",    "python",  "four",    "context", "cell",    "door",    "miss",    "looking",
    "times",   "nothing", "power",   "prop",    "less",    "please",  "style",   "client",  "book",    "action",
    "include", "height",  "throw",   "world",   "arch",    "address", "bound",   "level",   "product", "course",
    "thread",  "rather",  "site",    "home",    "short",   "lead",    "points",  "length",  "defined", "remove",
    "memory",  "begin",   "respect", "apply",   "format",  "along",   "task",    "cost",    "comment", "away",
    "lines",   "mind",    "report",  "range",   "window",  "library", "host",    "copy",    "went",    "frame",
    "mill",    "accept",  "elect",   "network", "body",    "package", "light",   "seen",    "title",   "objects",
    "common",  "changes", "account", "send",    "target",  "series",  "foot",    "whether", "shows",   "house",
    "face",    "band",    "makes",   "game",    "quite",   "school",  "double",  "album",   "period",  "store",
    "worked",  "close",   "plan",    "team",    "words",   "days",    "parent",  "label",   "edit",    "root",
    "module",  "free",    "enter",   "making",  "uses",    "ever",    "actual",  "changed", "family",  "press",
    "thanks",  "written", "fire",    "origin",  "graph",   "options", "section", "random",  "area",    "limit",
    "often",   "render",  "sense",   "empty",   "types",   "save",    "font",    "shall",   "water",   "month",
    "young",   "folder",  "comb",    "author",  "mass",    "users",   "filter",  "half",    "rows",    "draw",
    "needs",   "normal",  "country", "fields",  "built",   "camp",    "among",   "cases",   "named",   "season",
    "special", "city",    "article", "complex", "needed",  "screen",  "shown",   "cast",    "step",    "move",
    "fixed",   "almost",  "suggest", "figure",  "catch",   "matter",  "handle",  "club",    "classes", "adding",
    "fail",    "errors",  "note",    "setting", "items",   "feel",    "mode",    "auto",    "mess",    "related",
    "wait",    "member",  "connect", "round",   "define",  "strong",  "thus",    "images",  "sample",  "front",
    "missing", "grand"};

void add_word(std::uint64_t number, std::string& text) {
  if (!text.empty()) text += ' ';
  text += kWords[number % kPromptWords];
}

}  // namespace

std::string_view prompt_word(std::uint64_t number) { return kWords[number % kPromptWords]; }

void add_drawn_words(std::uint64_t count, Random random, std::string& text) {
  for (std::uint64_t i = 0; i < count; ++i) add_word(random.next(), text);
}

void add_unique_words(std::uint64_t count, std::uint64_t seed, std::uint64_t row, std::string& text) {
  // An odd factor makes another number of each one.
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;
  auto number = (row * kOdd + Random(seed).next()) & kNumberMask;
  const auto of_number = std::min(count, kNumberWords);
  for (std::uint64_t i = 0; i < of_number; ++i, number >>= kBitsOfWord) add_word(number, text);
  add_drawn_words(count - of_number, Random::stream(seed, row), text);
}

std::uint64_t count_words(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  std::uint64_t words = 0;
  for (auto at = text.find_first_not_of(kBlanks); at != std::string_view::npos;
       at = text.find_first_not_of(kBlanks, text.find_first_of(kBlanks, at)))
    ++words;
  return words;
}

}  // namespace plimsoll
