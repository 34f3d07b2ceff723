/** The words that unlock phrases are made of: short, plain, and told apart by their first four letters. */

/** @type {readonly string[]} */
export const WORDS = Object.freeze(`
acorn acre actor adapt agree album alder alley almond alpine amber ample anchor angle ankle answer apple april apron
arch arena arrow artist aspen atlas attic august autumn avenue avocado awake awning bacon badge bagel baker balcony
ball bamboo banana band banjo banner barley barn barrel basil basket bath battery beach bead bean beard beaver
beetle begin bell belt bench berry bicycle bike birch bird biscuit blade blanket blend blink block bloom blossom
blue board boat bolt bonfire bonus book boot border bottle bowl bracket bramble branch brass brave bread breeze
brick bridge bright bring broad broom brown brush bubble bucket budget buffalo build bulb bundle bunk bunny bush
butter cabin cable cactus cake calf calm camel camp canal candle canoe canvas canyon captain caramel card cargo
caribou carpet carrot cart castle catfish cattle cave cedar celery cello cement cereal chain chalk chance chapel
charm cheese cherry chess chicken chief chip circle citrus city clam clap clay clean clever cliff climb clinic clock
closet cloth cloud clover clown club coach coast coat cobalt cocoa coffee coin collar comb comet comfort comic
common compass copper copy coral cord corn cotton couch cougar cover coyote crab cradle craft crane crate crayon
cream creek cricket crisp crop crow cruise crystal cube curl current curtain curve cushion custom cycle daily daisy
dance dawn deck delta denim dentist desert desk dessert diamond diary dice diesel dinner dish distant dock doctor
dollar dolphin domino donkey door double dough dove dozen dragon draw dream dress drift drink drive drum duck dune
dusk dust eager eagle early earth easel east easy echo edge elbow elder emerald engine enjoy enter equal errand even
every extra fabric face factory fair falcon family famous farm fast feast feather fence fern ferry fiddle field
fifty film final finch finger finish fire first fish five flag flame flannel flash flat fleece flight flint float
flock floor fluffy flute foam focus folder follow food foot forest fork fort forward fossil frame free fresh friday
friend frog front frost fruit fudge full funny future galaxy gallon game garage garden garlic gate gather gentle
geyser giant gift ginger giraffe give glacier glad glass glide globe glove glow glue goat gold golf good goose
gopher grain grand grape grass gravel green grill grin grocery ground grove grow guess guide guitar gull habit half
hall hammer hamster hand happy harp harvest hawk hazel head health heart heat heavy hedge heel helmet help herb
heron hickory high hill hippo history hobby hockey holiday hollow home honest hood hoof hook horizon horn hotel
house hover huge humble hundred husky idea igloo inch indigo inside island item ivory jacket jade january jazz jeans
jelly jewel join joke journal juice july jump june jungle junior just kale kayak keep kettle king kiosk kitchen kite
kitten kiwi knee knit knob koala lace ladder lagoon lake lamb lamp land lantern large lark laser last late laugh
laundry lava lawn layer lazy leader leaf league learn leather left legend lemon lend length lentil leopard lesson
letter level library lift light lilac lily lime linen lion list little lively lizard llama lobby lobster local lodge
logic long loon lotus loud lounge love lucky lumber lunar lunch lynx magic magnet magpie major mammoth mango maple
marble march marina market marsh match math maximum meadow meal measure medal melody member memory menu merry metal
middle mile milk mill mind mineral mint minute mirror mitten mobile model moment monday money monkey month moon
moose morning mosaic moss motel moth motor mouse move movie muffin mule music muskrat mustang napkin narrow nation
nature navy nectar needle nest never next nice nickel nine noble noodle noon normal north nose note notice novel
number nurse nutmeg oasis ocean octopus offer office often olive omelet onion open opera orange orbit orchard order
organ origin ostrich otter outside oval oven over oxygen oyster pack paddle page paint palace palm panda panel
panther paper parade parcel park parrot parsley party pasta path patio pattern peach peanut pebble pedal pelican
pencil penguin penny people pepper perfect piano pick picnic picture pier pigeon pillow pilot pine pink pipe pitcher
pizza place planet plate play plaza plenty plow plum pocket poem poet point polar polite pond pony pool popcorn
porch port possum post potato pottery powder prairie present pretty prince prize proud public pudding puffin pump
puppet purple purse puzzle pyramid quail quarter queen quest quick quiet quilt rabbit raccoon race radio raft rail
rain raisin ramp ranch range rapid raven reach ready reason recipe record reed reef relax remain repair reply rescue
rest ribbon rice rich ride ring ripe ripple river robin robot rock rodeo roof room rooster rope round royal rubber
ruby ruler runner rural rust saddle safari sage sailor salad salmon salt sample sand satin sauce scale scarf scene
school science scoop scout season seat second seed seven shade share sheep shelf shine ship shirt shoe shop shore
shovel show shrimp shrub side signal silent silk silver simple sing skate skill skirt sled sleep slice slide slipper
slow small smart smile smooth snack snail snow soap soccer sock soda sofa soft soil solar solid solo song soup south
space spark special spice spider spinach spiral splash spoon sport spot spring sprout spruce square squid stable
stadium stage stamp star station stay steam step stew stick still stone stool store stove straw stream string strong
studio stump sturdy sugar suit summer sunday sunny sunrise sunset super supper surf swan sweater sweet swift swim
swing symbol syrup system table taco tailor talent talk tall tango tape target tart taste taxi teach team teapot
teeth temple tennis tent term test thank thick think thirty thread thumb thunder ticket tide tiger tile timber time
tiny tire title toast today tomato topaz torch total toucan tower town track trade trail travel tray treat tree trip
trolley trophy truck true trumpet trunk trust tulip tuna tundra tunnel turkey turnip turtle tutor tuxedo twelve
twenty twig twin twist under unicorn uniform unit upper uptown urban useful usual vacuum valley value vanilla velvet
verse vessel vest village vine violet visit vista vivid voice volcano volume vote voyage waffle wagon waist walk
wall walnut walrus warm wash watch water wave weather weave welcome well west wetland whale wheat wheel whisper wide
wild willow window wing winner winter wish wolf wombat wonder wool word work world worth yard yarn year yellow
yogurt zebra zero zigzag zinc zipper zone
`.trim().split(/\s+/));
