/** Top-level domains: those of countries, and the older and more frequent ones of other kinds (IANA, root zone). */
const TOP_LEVEL: ReadonlySet<string> = new Set(
  [
    'ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz',
    'ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr',
    'ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp',
    'ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt',
    'mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru',
    'rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz',
    'ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw',
    'com net org edu gov mil int info biz name pro aero coop mobi asia cat jobs tel travel',
    'app dev online site shop store club email cloud',
  ].flatMap((line) => line.split(' ')),
);

/** Labels under which registries of countries register domains: `co.uk`, `com.au`. */
const REGISTRY = /^(?:ac|co|com|edu|gob|gov|mil|ne|net|or|org)\.([a-z]{2})$/;

/** Whether a name (lower case) is a top-level domain, or one under which a registry registers: `com`, `co.uk`. */
export function isTopLevel(name: string): boolean {
  return TOP_LEVEL.has(REGISTRY.exec(name)?.[1] ?? name);
}
