// SPDX-License-Identifier: Apache-2.0
//
// The power-management unit: registers, RTC, wake controller, sleep, power, monitor and charger, wired together. No logic of its own.
//
// Two clocks. clk_aon_i (32.768 kHz) never stops and carries everything that lives in deep sleep. clk_sys_i (1 MHz or more)
// carries registers and bus; the PMU asks for it with clk_sys_req_o and uses it while clk_sys_valid_i is 1. All state
// is in the always-on domain and is reset by por_ni alone.
//
// Sizes and tables are parameters, packed with element 0 in the low bits; a platform's profile fills them in through the
// generated wrapper pmu_<profile>. Registers have the largest size; bits that a platform does not have read 0.
module pmu_top #(
  parameter int N_CORES   = 1,
  parameter int N_MODES   = 2,
  parameter int N_WAKE    = 1,
  parameter int N_DOMAINS = 1,
  parameter int N_RAILS   = 1,
  parameter int N_RAM     = 1,
  parameter int N_ALARMS  = 2,

  parameter int ALARM_SHARED      = 0,
  parameter int AUTO_START        = 1,
  parameter int CPU_RAIL          = 0,
  parameter int BACKDRIVE_TIMEOUT = 64,
  parameter int CLK_TIMEOUT       = 64,
  parameter int DRAM_TIMEOUT      = 64,
  parameter int RETRY_TICKS       = 328,
  parameter int RETRY_FACTOR      = 10,
  parameter int SLOW_RETRY_TICKS  = 0,
  parameter int GOOD_RUN_TICKS    = 1_966_080,
  parameter int RST_DEBOUNCE      = 8,
  parameter int HOLD_TICKS        = 32768,
  parameter int HAS_MONITOR       = 0,
  parameter int HAS_CHARGER       = 0,  // needs the monitor
  parameter int SAMPLE_TICKS      = 2,
  parameter int VBUS_DEBOUNCE     = 8,

  // settings of monitor and charger after reset, packed as their contracts say
  parameter logic [  4:0] MON_NEEDED    = '0,  // channels that cannot be switched off
  parameter logic [173:0] MON_CFG_RST   = '0,
  parameter logic [ 23:0] CHG_CAP       = '0,  // what the cell bears: {cool50, vreg, ichg}
  parameter logic [ 34:0] CHG_CTRL_RST  = '0,
  parameter logic [ 67:0] CHG_LIMIT_RST = '0,
  parameter logic [ 79:0] CHG_TEMP_RST  = '0,
  parameter logic [ 17:0] CHG_TIMER_RST = '0,

  parameter logic [        4*N_RAILS-1:0] RAIL_UP_SLOT    = '0,
  parameter logic [        4*N_RAILS-1:0] RAIL_DOWN_SLOT  = '0,
  parameter logic [       16*N_RAILS-1:0] RAIL_PG_TIMEOUT = '1,
  parameter logic [        8*N_RAILS-1:0] RAIL_PG_DEGLITCH = {N_RAILS{8'd3}},
  parameter logic [          N_RAILS-1:0] RAIL_LOSS_LOG   = '0,
  parameter logic [                255:0] SLOT_UP_DELAY   = '0,
  parameter logic [                255:0] SLOT_DOWN_DELAY = '0,
  parameter logic [      3*N_DOMAINS-1:0] DOM_RAIL        = '0,
  parameter logic [        N_DOMAINS-1:0] DOM_RETAIN      = '0,
  parameter logic [      8*N_DOMAINS-1:0] DOM_STEP_TICKS  = '0,
  parameter logic [      8*N_DOMAINS-1:0] DOM_RST_TICKS   = '0,
  parameter logic [     16*N_DOMAINS-1:0] DOM_ACK_TIMEOUT = '1,
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_ON    = '1,
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_LP    = '0,
  parameter logic [N_MODES*N_DOMAINS-1:0] MODE_DOM_ON     = '1,
  parameter logic [   N_MODES*N_WAKE-1:0] MODE_WAKE_MASK  = '1,
  parameter logic [          N_MODES-1:0] MODE_CLK_ON     = '1,
  parameter logic [    N_MODES*N_RAM-1:0] MODE_RAM_ON     = '1,
  parameter logic [        2*N_MODES-1:0] MODE_DRAM       = '0,
  parameter logic [       32*N_MODES-1:0] MODE_MIN_RES    = '0,
  parameter logic [       32*N_MODES-1:0] MODE_EXIT_LAT   = '0,
  parameter logic [          N_MODES-1:0] MODE_DEEP       = '0,
  parameter logic [          N_MODES-1:0] MODE_REBOOT     = '0,
  parameter logic [          N_MODES-1:0] MODE_WDT_RUN    = '0,
  parameter logic [          N_MODES-1:0] MODE_ALLOW_RST  = '1,
  parameter logic [2*N_CORES*N_MODES-1:0] MODE_CORE_MIN   = '0,
  parameter logic [           N_WAKE-1:0] OFF_WAKE_MASK   = '1,
  parameter logic [        3*N_CORES-1:0] CORE_DOMAIN     = '0,
  parameter logic [          N_CORES-1:0] CORE_AUTOSTART  = '1,
  parameter logic [          N_CORES-1:0] TYPE_RST        = '1,
  parameter logic [       32*N_CORES-1:0] WAKELOCK_RST    = '0,
  parameter logic [       32*N_CORES-1:0] DEEPLOCK_RST    = '0,
  parameter logic [           N_WAKE-1:0] WAKE_INTERNAL   = '0,  // source is inside the PMU
  parameter logic [           N_WAKE-1:0] WAKE_PULSE      = '0,  // pin with pulses shorter than a tick
  parameter logic [           N_WAKE-1:0] WAKE_PULSE_LOW  = '0,
  parameter logic [         8*N_WAKE-1:0] WAKE_DEBOUNCE   = '0,  // ticks
  parameter logic [         4*N_WAKE-1:0] WAKE_FROM       = '0,  // 0-3 alarm, VBUS, battery low 1, 2, die warn, charger
  parameter logic [           N_WAKE-1:0] RTC_MASK        = '0,
  parameter logic [   N_CORES*N_WAKE-1:0] ROUTE_RST       = '1
) (
  // ---- clocks and resets
  input  logic clk_aon_i,
  input  logic clk_sys_i,
  output logic clk_sys_req_o,
  input  logic clk_sys_valid_i,
  input  logic por_ni,
  input  logic reset_pin_ni,    // resets the cores only; any clock

  // ---- APB4, bus clock, with who asks: 0 core 0, 1 core 1, 2 PMBus host, 3 debug
  input  logic        psel_i,
  input  logic        penable_i,
  input  logic        pwrite_i,
  input  logic [11:0] paddr_i,
  input  logic [31:0] pwdata_i,
  input  logic [ 3:0] pstrb_i,
  input  logic [ 2:0] pprot_i,
  input  logic [ 1:0] preq_id_i,
  output logic [31:0] prdata_o,
  output logic        pready_o,
  output logic        pslverr_o,
  output logic        irq_sleep_o,  // levels
  output logic        irq_power_o,
  output logic        irq_rtc_o,
  output logic        irq_monitor_o,
  output logic        irq_charger_o,

  // ---- cores, bus clock; WFI reads 1 behind a closed isolation
  input  logic [N_CORES-1:0] core_wfi_i,
  output logic [N_CORES-1:0] core_event_o,

  // ---- rails; AON flops, power-good from any clock
  output logic [N_RAILS-1:0] rail_en_o,
  output logic [N_RAILS-1:0] rail_lp_o,
  input  logic [N_RAILS-1:0] rail_pg_i,

  // ---- power domains; AON flops, acknowledge from any clock
  output logic [N_DOMAINS-1:0] dom_clk_en_o,
  output logic [N_DOMAINS-1:0] dom_iso_o,
  output logic [N_DOMAINS-1:0] dom_save_o,
  output logic [N_DOMAINS-1:0] dom_restore_o,
  output logic [N_DOMAINS-1:0] dom_rst_no,
  output logic [N_DOMAINS-1:0] dom_sw_en_o,
  input  logic [N_DOMAINS-1:0] dom_ack_i,

  // ---- memories
  output logic [N_RAM-1:0] ram_on_o,
  output logic             dram_req_o,
  output logic [      1:0] dram_state_o,
  input  logic             dram_ack_i,

  // ---- analogue front end of the monitor; AON flops. The comparator answers to them and needs no synchronizer
  output logic        adc_en_o,
  output logic        adc_sample_o,
  output logic [ 2:0] adc_chan_o,
  output logic [11:0] adc_dac_o,
  input  logic        adc_cmp_i,

  // ---- power stage of the charger; AON flops, inputs from any clock
  input  logic        vbus_det_i,    // VBUS is there
  input  logic        vbus_ovp_i,    // VBUS is too high
  input  logic        loop_cv_i,     // this loop holds the current down: voltage, input current, input voltage
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
  output logic        chg_en_o,
  output logic [ 9:0] chg_iset_o,    // mA
  output logic [12:0] chg_vset_o,    // mV
  output logic        chg_sink_o,
  output logic        led_o,

  // ---- wake pins, any clock; those of sources inside the PMU are not looked at
  // verilator lint_off UNUSEDSIGNAL
  input logic [N_WAKE-1:0] wake_i,
  // verilator lint_on UNUSEDSIGNAL

  // ---- what else powers up and down
  input  logic       key_i,
  input  logic       vbus_i,
  input  logic [2:0] protect_i,
  input  logic       block_i,
  input  logic       wdt_bite_i,
  input  logic       wdt_kick_i,
  input  logic       hard_off_i,
  input  logic       hold_off_i,
  output logic       vdd_ext_o,
  output logic       wdt_run_o,

  // ---- AON flops, to look at
  output logic [3:0] pwr_state_o,
  output logic [3:0] mode_o
);

  // ---- resets, timebase, sample strobe
  logic rst_aon_n, rst_sys_n, strobe, sample;
  logic [47:0] now;
  logic [31:0] ticks;

  prim_rst_sync u_rst_aon (
    .clk_i (clk_aon_i),
    .rst_ni(por_ni),
    .rst_no(rst_aon_n)
  );

  // A reset of the AON side takes the bus side with it: the registers show reset values then, and the crossings start anew
  prim_rst_sync u_rst_sys (
    .clk_i (clk_sys_i),
    .rst_ni(rst_aon_n),
    .rst_no(rst_sys_n)
  );

  pmu_timebase u_timebase (
    .clk_aon_i(clk_aon_i),
    .rst_ni   (rst_aon_n),
    .now_o    (now)
  );

  prim_tick_strobe u_strobe (
    .aon_clk_i   (clk_aon_i),
    .aon_rst_ni  (rst_aon_n),
    .aon_en_i    (sample),
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_n),
    .bus_strobe_o(strobe)
  );

  prim_cdc_sample #(
    .W(32)
  ) u_ticks (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_n),
    .bus_strobe_i(strobe),
    .aon_data_i  (now[31:0]),
    .bus_data_o  (ticks)
  );

  // ---- registers, at their largest size
  // A platform with fewer cores, sources, … does not look at all of them.
  // verilator lint_off UNUSEDSIGNAL
  logic [63:0] lock_set, lock_clr, deep_set, deep_clr;
  logic [1:0] lock_set_wr, lock_clr_wr, deep_set_wr, deep_clr_wr;
  logic [63:0] act_ms;
  logic [1:0] act_wr, sleep_type, kick;
  logic [31:0] max_ms, tmr_ticks, hint, limit;
  logic type_wr, max_wr, tmr_wr, kick_wr, slp_clr_wr;
  logic [15:0] mode_allow;
  logic [3:0] slp_clr;
  logic [10:0] reason_clr;
  logic [6:0] cause_clr;
  logic [7:0] lost_clr;
  logic [3:0] ends;
  logic [1:0] faults;
  logic held;
  logic [31:0] off_key;
  logic [N_RAILS-1:0] rail_lost;
  logic [4:0] rst_clr;
  logic [1:0] fault_clr;
  logic pwr_clr_wr, off_wr, cfg_wr, vdd_keep;
  logic [31:0] off_ticks;
  logic [7:0] off_ram;
  logic [31:0] wake_enable, wake_edge, wake_invert, wake_both, wake_clr;
  logic [63:0] wake_route;
  logic wake_cfg_wr, wake_route_wr, wake_clr_wr;
  logic [8:0] set_year;
  logic [3:0] set_month;
  logic [4:0] set_day, set_hour;
  logic [5:0] set_minute, set_second;
  logic rtc_time_wr, rtc_trim_wr, rtc_error_wr, rtc_clr_wr, rtc_freeze, rtc_hold_wr;
  logic [9:0] rtc_trim;
  logic [1:0] rtc_error_clr;
  logic [7:0] rtc_clr;
  logic [3:0] alarm_wr;
  logic [35:0] alarm_year;
  logic [15:0] alarm_month;
  logic [19:0] alarm_day, alarm_hour;
  logic [11:0] alarm_wday;
  logic [23:0] alarm_minute, alarm_second;
  logic [3:0] alarm_arm, alarm_use_wday;
  logic [3:0] cmp_year, cmp_month, cmp_day, cmp_hour, cmp_minute, cmp_second;
  logic [173:0] mon_cfg;
  logic [6:0] mon_convert, mon_fresh_clr;
  logic [7:0] mon_clr, mon_intr;
  logic mon_cfg_wr, mon_convert_wr, mon_clr_wr, mon_intr_wr;
  logic [34:0] chg_ctrl;
  logic [67:0] chg_limit;
  logic [79:0] chg_temp;
  logic [17:0] chg_timer;
  logic [11:0] chg_clr, chg_intr;
  logic [1:0] chg_cmd;
  logic chg_ctrl_wr, chg_limit_wr, chg_temp_wr, chg_timer_wr, chg_clr_wr, chg_intr_wr;
  // verilator lint_on UNUSEDSIGNAL

  // ---- what the subsystems show
  logic [32*N_CORES-1:0] lock, deep;
  logic [3*N_CORES-1:0] core_state;
  logic [N_CORES-1:0] core_idle, core_active, booting;
  logic [1:0] requester;  // of the write whose strobe is high
  logic [3:0] next_mode, next_blocked, slp_mode, last_mode, slp_event;
  logic [2:0] next_rule;
  logic [1:0] outcome, dram, rtc_error, pwr_err;
  logic next_valid, max_armed, tmr_armed, rtc_set, rtc_hold;
  logic [16*N_MODES-1:0] entries;
  logic [8*N_MODES-1:0] aborts, falls;
  logic [31:0] asleep_ticks;
  logic [15:0] entry_lat, exit_lat;
  logic [N_CORES+4:0] slp_busy;
  logic [3:0] pwr_state;
  logic pwr_ponr, pwr_restart, pwr_clk_req, pwr_vdd_ext;
  logic [N_RAILS-1:0] pwr_rails;
  logic [N_DOMAINS-1:0] pwr_dom_on, pwr_dom_off;
  logic [6:0] cause;
  logic [5:0] cause_first;
  logic [10:0] reason;
  logic [4:0] rst_cause;
  logic [2:0] boot_reason, fault_rail, fault_domain, pwr_event, pwr_event_clr;
  logic [2:0] pwr_busy, wake_busy;
  logic [N_WAKE-1:0] wake_raw, wake_pend;
  logic [35:0] cause_all;
  logic [31:0] cause_tick;
  logic [69:0] rtc_time;
  logic [14:0] rtc_presc;
  logic [N_ALARMS-1:0] rtc_armed;
  logic [7:0] rtc_event;
  logic [N_ALARMS+2:0] rtc_busy;
  logic [83:0] mon_result;
  logic [111:0] mon_tick;
  logic [6:0] mon_fresh;
  logic [5:0] mon_trip;
  logic [4:0] mon_sensor;
  logic mon_ready, mon_defaults;
  logic [7:0] mon_event;
  logic [3:0] mon_busy;
  logic [3:0] chg_state, chg_health;
  logic [2:0] chg_status, chg_type, chg_zone, chg_fold;
  logic chg_limited, chg_attached, chg_wd_expired, chg_on, chg_sink, chg_stale, chg_poor, chg_worn;
  logic [9:0] chg_ma, chg_fast_min;
  logic [12:0] chg_mv;
  logic [7:0] chg_pre_min;
  logic [11:0] chg_event;
  logic [5:0] chg_busy;

  // ---- between the subsystems, AON clock
  // a platform may have none of them, or not each, as wake source
  // verilator lint_off UNUSEDSIGNAL
  logic [N_ALARMS-1:0] match;
  logic [15:0] inner;
  // verilator lint_on UNUSEDSIGNAL
  logic [4:0] battery_wake;
  logic [2:0] protect;
  logic block, vbus_boot;
  logic [N_WAKE-1:0] wake_src, wake_mask, wake_event;
  logic [N_CORES-1:0] wake_core;
  logic wake_any, cause_open;
  logic [3:0] extra;
  logic [2*N_CORES-1:0] core_tgt;
  logic slp_enter, ponr, boot_go, restart;
  logic [3:0] enter_mode;
  logic [N_DOMAINS-1:0] slp_off;
  logic [N_DOMAINS-1:0] dom_on, dom_gated, dom_boot;
  logic [N_CORES-1:0] core_on, core_gated, core_boot;

  // ---- tables of the profile as wires: which source is inside, which domain a core's
  assign inner = {7'd0, battery_wake, 4'(match)};
  logic [46*N_ALARMS-1:0] alarm_cfg;
  logic [N_CORES*N_WAKE-1:0] route;
  for (genvar s = 0; s < N_WAKE; s++) begin : gen_source
    if (WAKE_INTERNAL[s]) begin : gen_inside
      localparam integer FROM = 32'(WAKE_FROM[4*s+:4]);
      assign wake_src[s] = inner[FROM];
    end else begin : gen_pin
      assign wake_src[s] = wake_i[s];
    end
  end
  for (genvar c = 0; c < N_CORES; c++) begin : gen_core
    localparam integer DOMAIN = 32'(CORE_DOMAIN[3*c+:3]);
    assign core_on[c]    = dom_on[DOMAIN];
    assign core_gated[c] = dom_gated[DOMAIN];
    assign core_boot[c]  = dom_boot[DOMAIN];
    assign route[N_WAKE*c+:N_WAKE] = wake_route[32*c+:N_WAKE];
  end
  for (genvar a = 0; a < N_ALARMS; a++) begin : gen_alarm_cfg
    assign alarm_cfg[46*a+:46] = {
      alarm_arm[a], alarm_use_wday[a],
      cmp_year[a], cmp_month[a], cmp_day[a], cmp_hour[a], cmp_minute[a], cmp_second[a],
      alarm_year[9*a+:9], alarm_month[4*a+:4], alarm_day[5*a+:5], alarm_wday[3*a+:3],
      alarm_hour[5*a+:5], alarm_minute[6*a+:6], alarm_second[6*a+:6]
    };
  end

  pmu_regs #(
    .SLP_TYPE0_RST(TYPE_RST[0]), .SLP_TYPE1_RST((N_CORES > 1) && TYPE_RST[N_CORES-1]),
    .SLP_MODE_ALLOW_RST(16'(MODE_ALLOW_RST)), .WAKE_ROUTE0_RST(32'(ROUTE_RST[N_WAKE-1:0])),
    .WAKE_ROUTE1_RST((N_CORES > 1) ? 32'(ROUTE_RST[(N_CORES-1)*N_WAKE+:N_WAKE]) : 32'd0),
    .HAS_MONITOR(HAS_MONITOR), .HAS_CHARGER(HAS_CHARGER), .MON_CFG_RST(MON_CFG_RST), .CHG_CTRL_RST(CHG_CTRL_RST),
    .CHG_LIMIT_RST(CHG_LIMIT_RST), .CHG_TEMP_RST(CHG_TEMP_RST), .CHG_TIMER_RST(CHG_TIMER_RST), .CHG_CAP(CHG_CAP),
    .MON_NEEDED(MON_NEEDED)
  ) u_regs (
    .clk_i(clk_sys_i), .rst_ni(rst_sys_n), .psel_i(psel_i), .penable_i(penable_i), .pwrite_i(pwrite_i),
    .paddr_i(paddr_i), .pwdata_i(pwdata_i), .pstrb_i(pstrb_i), .pprot_i(pprot_i), .preq_id_i(preq_id_i),
    .prdata_o(prdata_o), .pready_o(pready_o), .pslverr_o(pslverr_o),
    // each interrupt has a line of its own; whoever wants one line ORs them outside
    // verilator lint_off PINCONNECTEMPTY
    .irq_o(),
    // verilator lint_on PINCONNECTEMPTY
    .requester_o(requester),
    .sys_config_cores_i(2'(N_CORES)), .sys_config_modes_i(5'(N_MODES)), .sys_config_alarms_i(3'(N_ALARMS)),
    .sys_config_wake_sources_i(6'(N_WAKE)), .sys_config_domains_i(4'(N_DOMAINS)), .sys_config_rails_i(4'(N_RAILS)),
    .sys_busy_slp_type_i(slp_busy[0]), .sys_busy_slp_active_i(2'(slp_busy[N_CORES:1])),
    .sys_busy_slp_max_i(slp_busy[N_CORES+1]), .sys_busy_slp_timer_i(slp_busy[N_CORES+2]),
    .sys_busy_slp_wake_i(slp_busy[N_CORES+3]), .sys_busy_slp_clear_i(slp_busy[N_CORES+4]),
    .sys_busy_pwr_shutdown_i(pwr_busy[0]), .sys_busy_pwr_cfg_i(pwr_busy[1]), .sys_busy_pwr_clear_i(pwr_busy[2]),
    .sys_busy_wake_cfg_i(wake_busy[0]), .sys_busy_wake_route_i(wake_busy[1]), .sys_busy_wake_clear_i(wake_busy[2]),
    .sys_busy_rtc_time_i(rtc_busy[0]), .sys_busy_rtc_trim_i(rtc_busy[1]), .sys_busy_rtc_clear_i(rtc_busy[2]),
    .sys_busy_mon_cfg_i(mon_busy[0]), .sys_busy_mon_convert_i(mon_busy[1]), .sys_busy_mon_clear_i(mon_busy[2]),
    .sys_busy_mon_intr_i(mon_busy[3]), .sys_busy_chg_intr_i(chg_busy[5]),
    .sys_busy_chg_ctrl_i(chg_busy[0]), .sys_busy_chg_limit_i(chg_busy[1]), .sys_busy_chg_temp_i(chg_busy[2]),
    .sys_busy_chg_timer_i(chg_busy[3]), .sys_busy_chg_clear_i(chg_busy[4]),
    .sys_busy_rtc_alarm_i(4'(rtc_busy[N_ALARMS+2:3])), .sys_ticks_i(ticks), .slp_core_wakelock_set_o(lock_set),
    .slp_core_wakelock_set_wr_o(lock_set_wr), .slp_core_wakelock_clr_o(lock_clr),
    .slp_core_wakelock_clr_wr_o(lock_clr_wr), .slp_core_wakelock_i(64'(lock)), .slp_core_deeplock_set_o(deep_set),
    .slp_core_deeplock_set_wr_o(deep_set_wr), .slp_core_deeplock_clr_o(deep_clr),
    .slp_core_deeplock_clr_wr_o(deep_clr_wr), .slp_core_deeplock_i(64'(deep)), .slp_core_ctrl_o(sleep_type),
    .slp_type_wr_o(type_wr), .slp_core_active_time_o(act_ms), .slp_active_wr_o(act_wr),
    .slp_core_status_state_i(6'(core_state)), .slp_core_status_idle_i(2'(core_idle)),
    .slp_core_status_active_i(2'(core_active)), .slp_core_status_wfi_i(2'(core_wfi_i)),
    .slp_mode_allow_o(mode_allow), .slp_core_wake_o(kick), .slp_wake_wr_o(kick_wr), .slp_max_sleep_o(max_ms),
    .slp_max_wr_o(max_wr), .slp_sleep_timer_o(tmr_ticks), .slp_timer_wr_o(tmr_wr), .slp_sleep_hint_o(hint),
    .slp_latency_limit_o(limit), .slp_mode_next_mode_i(next_mode), .slp_mode_next_valid_i(next_valid),
    .slp_mode_next_blocked_i(next_blocked), .slp_mode_next_rule_i(next_rule), .slp_status_mode_i(slp_mode),
    .slp_status_outcome_i(outcome), .slp_status_last_mode_i(last_mode), .slp_status_max_armed_i(max_armed),
    .slp_status_timer_armed_i(tmr_armed), .slp_status_dram_i(dram), .slp_ticks_asleep_i(asleep_ticks),
    .slp_latency_entry_i(entry_lat), .slp_latency_exit_i(exit_lat), .slp_count_entries_i(256'(entries)),
    .slp_count_aborts_i(128'(aborts)), .slp_count_falls_i(128'(falls)), .slp_clear_wr_o(slp_clr_wr),
    .slp_event_i(slp_event), .slp_event_clr_o(slp_clr), .slp_irq_o(irq_sleep_o), .pwr_status_state_i(pwr_state),
    .pwr_status_ponr_i(pwr_ponr), .pwr_status_restart_i(pwr_restart), .pwr_status_clk_req_i(pwr_clk_req),
    .pwr_status_vdd_ext_i(pwr_vdd_ext), .pwr_status_rails_i(8'(pwr_rails)),
    .pwr_status_domains_on_i(8'(pwr_dom_on)), .pwr_status_domains_off_i(8'(pwr_dom_off)), .pwr_cause_i(cause),
    .pwr_cause_clr_o(cause_clr), .pwr_reason_i(reason), .pwr_reason_clr_o(reason_clr),
    .pwr_reset_cause_i(rst_cause), .pwr_reset_cause_clr_o(rst_clr), .pwr_boot_reason_i(boot_reason),
    .pwr_fault_rail_i(fault_rail), .pwr_fault_domain_i(fault_domain), .pwr_fault_clock_stuck_i(pwr_err[0]),
    .pwr_fault_clock_stuck_clr_o(fault_clr[0]), .pwr_fault_switch_stuck_i(pwr_err[1]),
    .pwr_fault_switch_stuck_clr_o(fault_clr[1]), .pwr_off_ticks_o(off_ticks), .pwr_off_ram_o(off_ram),
    .pwr_shutdown_o(off_key), .pwr_backoff_ends_i(ends), .pwr_backoff_retries_i(faults), .pwr_backoff_held_i(held),
    .pwr_rail_lost_i(8'(rail_lost)), .pwr_rail_lost_clr_o(lost_clr), .pwr_cfg_o(vdd_keep),
    .pwr_clear_wr_o(pwr_clr_wr), .pwr_shutdown_wr_o(off_wr), .pwr_cfg_wr_o(cfg_wr),
    .pwr_event_i(pwr_event), .pwr_event_clr_o(pwr_event_clr), .pwr_irq_o(irq_power_o),
    .wake_enable_o(wake_enable), .wake_edge_o(wake_edge), .wake_invert_o(wake_invert), .wake_both_o(wake_both),
    .wake_route_o(wake_route), .wake_raw_i(32'(wake_raw)), .wake_pending_i(32'(wake_pend)),
    .wake_pending_clr_o(wake_clr), .wake_cause_first_i(cause_first), .wake_cause_all_lo_i(cause_all[31:0]),
    .wake_cause_all_hi_i(cause_all[35:32]), .wake_cause_tick_i(cause_tick), .wake_cfg_wr_o(wake_cfg_wr),
    .wake_route_wr_o(wake_route_wr), .wake_clear_wr_o(wake_clr_wr), .rtc_set_date_day_o(set_day),
    .rtc_set_date_month_o(set_month), .rtc_set_date_year_o(set_year), .rtc_set_time_second_o(set_second),
    .rtc_set_time_minute_o(set_minute), .rtc_set_time_hour_o(set_hour), .rtc_date_day_i(rtc_time[24:20]),
    .rtc_date_month_i(rtc_time[28:25]), .rtc_date_wday_i(rtc_time[19:17]), .rtc_date_year_i(rtc_time[37:29]),
    .rtc_time_second_i(rtc_time[5:0]), .rtc_time_minute_i(rtc_time[11:6]), .rtc_time_hour_i(rtc_time[16:12]),
    .rtc_seconds_i(rtc_time[69:38]), .rtc_presc_i(rtc_presc), .rtc_hold_i(rtc_hold), .rtc_hold_o(rtc_freeze),
    .rtc_trim_o(rtc_trim),
    .rtc_status_valid_i(rtc_set), .rtc_status_armed_i(4'(rtc_armed)), .rtc_error_i(rtc_error),
    .rtc_error_clr_o(rtc_error_clr), .rtc_alarm_date_day_o(alarm_day), .rtc_alarm_date_month_o(alarm_month),
    .rtc_alarm_date_wday_o(alarm_wday), .rtc_alarm_date_year_o(alarm_year), .rtc_alarm_time_second_o(alarm_second),
    .rtc_alarm_time_minute_o(alarm_minute), .rtc_alarm_time_hour_o(alarm_hour),
    .rtc_alarm_ctrl_second_o(cmp_second), .rtc_alarm_ctrl_minute_o(cmp_minute), .rtc_alarm_ctrl_hour_o(cmp_hour),
    .rtc_alarm_ctrl_day_o(cmp_day), .rtc_alarm_ctrl_month_o(cmp_month), .rtc_alarm_ctrl_year_o(cmp_year),
    .rtc_alarm_ctrl_use_wday_o(alarm_use_wday), .rtc_alarm_ctrl_arm_o(alarm_arm), .rtc_time_wr_o(rtc_time_wr),
    .rtc_trim_wr_o(rtc_trim_wr), .rtc_hold_wr_o(rtc_hold_wr),
    .rtc_error_wr_o(rtc_error_wr), .rtc_clear_wr_o(rtc_clr_wr),
    .rtc_alarm_wr_o(alarm_wr), .rtc_event_i(rtc_event), .rtc_event_clr_o(rtc_clr), .rtc_irq_o(irq_rtc_o),
    .mon_cfg_o(mon_cfg), .mon_convert_o(mon_convert), .mon_fresh_i(mon_fresh), .mon_fresh_clr_o(mon_fresh_clr),
    .mon_status_trip_i(mon_trip), .mon_status_sensor_i(mon_sensor), .mon_status_ready_i(mon_ready),
    .mon_status_defaults_i(mon_defaults),
    .mon_result_value_i(mon_result), .mon_result_fresh_i(mon_fresh), .mon_result_tick_i(mon_tick),
    .mon_cfg_wr_o(mon_cfg_wr), .mon_convert_wr_o(mon_convert_wr), .mon_clear_wr_o(mon_clr_wr), .mon_event_i(mon_event),
    .mon_intr_enable_o(mon_intr), .mon_intr_wr_o(mon_intr_wr), .chg_intr_enable_o(chg_intr),
    .chg_intr_wr_o(chg_intr_wr),
    .mon_event_clr_o(mon_clr), .mon_irq_o(irq_monitor_o), .chg_ctrl_o(chg_ctrl), .chg_limit_o(chg_limit),
    .chg_temp_o(chg_temp), .chg_timer_o(chg_timer), .chg_cmd_o(chg_cmd), .chg_status_state_i(chg_state),
    .chg_status_status_i(chg_status), .chg_status_type_i(chg_type), .chg_status_health_i(chg_health),
    .chg_status_zone_i(chg_zone), .chg_status_fold_i(chg_fold), .chg_status_limit_i(chg_limited),
    .chg_status_attached_i(chg_attached), .chg_status_wd_expired_i(chg_wd_expired), .chg_status_on_i(chg_on),
    .chg_status_sink_i(chg_sink), .chg_status_poor_source_i(chg_poor), .chg_status_battery_worn_i(chg_worn),
    .chg_status_stale_i(chg_stale), .chg_drive_ma_i(chg_ma), .chg_drive_mv_i(chg_mv),
    .chg_timers_pre_i(chg_pre_min),
    .chg_timers_fast_i(chg_fast_min), .chg_ctrl_wr_o(chg_ctrl_wr), .chg_limit_wr_o(chg_limit_wr),
    .chg_temp_wr_o(chg_temp_wr), .chg_timer_wr_o(chg_timer_wr), .chg_clear_wr_o(chg_clr_wr),
    .chg_event_i(chg_event),
    .chg_event_clr_o(chg_clr), .chg_irq_o(irq_charger_o)
  );

  pmu_rtc #(
    .N_ALARMS(N_ALARMS), .ALARM_SHARED(ALARM_SHARED), .N_CORES(N_CORES), .HOLD_TICKS(HOLD_TICKS)
  ) u_rtc (
    .clk_sys_i(clk_sys_i), .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i(clk_aon_i), .rst_aon_ni(rst_aon_n),
    .now_i(now), .cfg_year_i(set_year), .cfg_month_i(set_month), .cfg_day_i(set_day), .cfg_hour_i(set_hour),
    .cfg_min_i(set_minute), .cfg_sec_i(set_second), .commit_i(rtc_time_wr), .cfg_trim_i(rtc_trim),
    .trim_wr_i(rtc_trim_wr), .cfg_alm_i(alarm_cfg), .alm_wr_i(alarm_wr[N_ALARMS-1:0]), .clr_i(rtc_clr),
    .clr_wr_i(rtc_clr_wr), .err_clr_i(rtc_error_clr), .err_clr_wr_i(rtc_error_wr), .ticks_i(ticks),
    .hold_wr_i(rtc_hold_wr), .hold_i(rtc_freeze), .requester_i(requester), .boot_i(booting), .hold_o(rtc_hold),
    .time_o(rtc_time), .presc_o(rtc_presc), .set_o(rtc_set), .armed_o(rtc_armed), .event_o(rtc_event),
    .err_o(rtc_error), .busy_o(rtc_busy), .match_o(match)
  );

  pmu_wake #(
    .N(N_WAKE), .N_CORES(N_CORES), .INTERNAL(WAKE_INTERNAL), .PULSE(WAKE_PULSE), .PULSE_LOW(WAKE_PULSE_LOW),
    .DEBOUNCE(WAKE_DEBOUNCE), .ROUTE_RST(ROUTE_RST)
  ) u_wake (
    .clk_sys_i(clk_sys_i), .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i(clk_aon_i), .rst_aon_ni(rst_aon_n),
    .now_i(now), .src_i(wake_src), .cfg_enable_i(wake_enable[N_WAKE-1:0]), .cfg_edge_i(wake_edge[N_WAKE-1:0]),
    .cfg_inv_i(wake_invert[N_WAKE-1:0]), .cfg_both_i(wake_both[N_WAKE-1:0]), .cfg_wr_i(wake_cfg_wr),
    .cfg_route_i(route), .route_wr_i(wake_route_wr), .clr_i(wake_clr[N_WAKE-1:0]), .clr_wr_i(wake_clr_wr),
    .raw_o(wake_raw), .pend_o(wake_pend), .cause_first_o(cause_first), .cause_all_o(cause_all),
    .cause_tick_o(cause_tick), .busy_o(wake_busy), .mask_i(wake_mask), .open_i(cause_open), .extra_i(extra),
    .wake_o(wake_core), .any_o(wake_any), .event_o(wake_event)
  );

  pmu_sleep #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .N_DOMAINS(N_DOMAINS), .TYPE_RST(TYPE_RST),
    .CORE_AUTOSTART(CORE_AUTOSTART), .CORE_DOMAIN(CORE_DOMAIN), .MODE_DOM_ON(MODE_DOM_ON), .MODE_DRAM(MODE_DRAM),
    .MODE_WAKE_MASK(MODE_WAKE_MASK), .OFF_WAKE_MASK(OFF_WAKE_MASK), .MODE_MIN_RES(MODE_MIN_RES),
    .MODE_EXIT_LAT(MODE_EXIT_LAT), .MODE_DEEP(MODE_DEEP), .MODE_CORE_MIN(MODE_CORE_MIN),
    .WAKELOCK_RST(WAKELOCK_RST), .DEEPLOCK_RST(DEEPLOCK_RST), .DRAM_TIMEOUT(DRAM_TIMEOUT)
  ) u_sleep (
    .clk_sys_i(clk_sys_i), .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i(clk_aon_i), .rst_aon_ni(rst_aon_n),
    .now_i(now), .core_wfi_i(core_wfi_i), .core_event_o(core_event_o), .lock_set_i(lock_set[32*N_CORES-1:0]),
    .lock_set_wr_i(lock_set_wr[N_CORES-1:0]), .lock_clr_i(lock_clr[32*N_CORES-1:0]),
    .lock_clr_wr_i(lock_clr_wr[N_CORES-1:0]), .lock_o(lock), .deep_set_i(deep_set[32*N_CORES-1:0]),
    .deep_set_wr_i(deep_set_wr[N_CORES-1:0]), .deep_clr_i(deep_clr[32*N_CORES-1:0]),
    .deep_clr_wr_i(deep_clr_wr[N_CORES-1:0]), .deep_o(deep), .cfg_type_i(sleep_type[N_CORES-1:0]),
    .type_wr_i(type_wr), .act_ms_i(act_ms[32*N_CORES-1:0]), .act_wr_i(act_wr[N_CORES-1:0]), .cfg_max_ms_i(max_ms),
    .max_wr_i(max_wr), .cfg_tmr_ticks_i(tmr_ticks), .tmr_wr_i(tmr_wr), .kick_i(kick[N_CORES-1:0]),
    .kick_wr_i(kick_wr), .clr_i(slp_clr), .clr_wr_i(slp_clr_wr), .cfg_allow_i(mode_allow[N_MODES-1:0]),
    .cfg_hint_i(hint), .cfg_limit_i(limit), .wake_en_i(wake_enable[N_WAKE-1:0]), .wake_route_i(route),
    .wake_pend_i(wake_pend),
    .busy_other_i(|{rtc_busy, wake_busy, pwr_busy, mon_busy, chg_busy}), .core_state_o(core_state),
    .core_idle_o(core_idle), .core_active_o(core_active), .next_mode_o(next_mode), .next_valid_o(next_valid),
    .next_blocked_o(next_blocked), .next_rule_o(next_rule), .mode_o(slp_mode), .outcome_o(outcome),
    .last_mode_o(last_mode), .max_armed_o(max_armed), .tmr_armed_o(tmr_armed), .dram_o(dram), .event_o(slp_event),
    .entries_o(entries), .aborts_o(aborts), .falls_o(falls), .asleep_ticks_o(asleep_ticks), .entry_lat_o(entry_lat),
    .exit_lat_o(exit_lat), .busy_o(slp_busy),
    .boot_o(booting), .wake_i(wake_core), .any_i(wake_any), .open_o(cause_open),
    .mask_o(wake_mask), .extra_o(extra), .state_i(pwr_state_o), .boot_go_i(boot_go), .restart_i(restart),
    .ponr_i(ponr), .dom_on_i(core_on), .dom_gated_i(core_gated), .dom_boot_i(core_boot), .core_tgt_o(core_tgt),
    .slp_enter_o(slp_enter), .slp_mode_o(enter_mode), .slp_off_o(slp_off), .aon_mode_o(mode_o),
    .dram_ack_i(dram_ack_i), .dram_req_o(dram_req_o), .dram_state_o(dram_state_o)
  );

  sleep_watchdog #(
    .N_MODES(N_MODES), .MODE_WDT_RUN(MODE_WDT_RUN)
  ) u_watchdog (
    .clk_i(clk_aon_i), .rst_ni(rst_aon_n), .state_i(pwr_state_o), .mode_i(mode_o), .wdt_run_o(wdt_run_o)
  );

  pmu_power #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .N_DOMAINS(N_DOMAINS), .N_RAILS(N_RAILS), .N_RAM(N_RAM),
    .MODE_RAIL_ON(MODE_RAIL_ON), .MODE_RAIL_LP(MODE_RAIL_LP), .MODE_DOM_ON(MODE_DOM_ON), .MODE_CLK_ON(MODE_CLK_ON),
    .MODE_RAM_ON(MODE_RAM_ON), .MODE_REBOOT(MODE_REBOOT), .OFF_WAKE_MASK(OFF_WAKE_MASK), .RTC_MASK(RTC_MASK),
    .CORE_DOMAIN(CORE_DOMAIN), .CORE_AUTOSTART(CORE_AUTOSTART), .RAIL_UP_SLOT(RAIL_UP_SLOT),
    .RAIL_DOWN_SLOT(RAIL_DOWN_SLOT), .RAIL_PG_TIMEOUT(RAIL_PG_TIMEOUT),
    .RAIL_PG_DEGLITCH(RAIL_PG_DEGLITCH), .RAIL_LOSS_LOG(RAIL_LOSS_LOG), .SLOT_UP_DELAY(SLOT_UP_DELAY),
    .SLOT_DOWN_DELAY(SLOT_DOWN_DELAY), .CPU_RAIL(CPU_RAIL), .DOM_RAIL(DOM_RAIL), .DOM_RETAIN(DOM_RETAIN),
    .DOM_STEP_TICKS(DOM_STEP_TICKS), .DOM_RST_TICKS(DOM_RST_TICKS), .DOM_ACK_TIMEOUT(DOM_ACK_TIMEOUT),
    .BACKDRIVE_TIMEOUT(BACKDRIVE_TIMEOUT), .CLK_TIMEOUT(CLK_TIMEOUT), .RETRY_TICKS(RETRY_TICKS),
    .RETRY_FACTOR(RETRY_FACTOR), .SLOW_RETRY_TICKS(SLOW_RETRY_TICKS), .GOOD_RUN_TICKS(GOOD_RUN_TICKS),
    .AUTO_START(AUTO_START), .RST_DEBOUNCE(RST_DEBOUNCE)
  ) u_power (
    .clk_sys_i(clk_sys_i), .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i(clk_aon_i), .rst_aon_ni(rst_aon_n),
    .now_i(now), .off_wr_i(off_wr), .off_key_i(off_key), .off_ticks_i(off_ticks),
    .off_ram_i(off_ram[N_RAM-1:0]), .vdd_wr_i(cfg_wr),
    .vdd_keep_i(vdd_keep), .clr_wr_i(pwr_clr_wr), .clr_cause_i(cause_clr), .clr_reason_i(reason_clr),
    .clr_rst_i(rst_clr), .clr_err_i(fault_clr), .clr_lost_i(lost_clr[N_RAILS-1:0]),
    .clr_event_i(pwr_event_clr), .stat_event_o(pwr_event),
    .stat_state_o(pwr_state), .stat_ponr_o(pwr_ponr),
    .stat_restart_o(pwr_restart), .stat_clk_req_o(pwr_clk_req), .stat_vdd_ext_o(pwr_vdd_ext),
    .stat_rails_o(pwr_rails), .stat_dom_on_o(pwr_dom_on), .stat_dom_off_o(pwr_dom_off), .stat_cause_o(cause),
    .stat_reason_o(reason), .stat_rst_cause_o(rst_cause), .stat_err_o(pwr_err), .stat_boot_reason_o(boot_reason),
    .stat_fault_rail_o(fault_rail), .stat_fault_domain_o(fault_domain), .stat_lost_o(rail_lost), .stat_ends_o(ends),
    .stat_faults_o(faults), .stat_held_o(held), .busy_o(pwr_busy), .rail_pg_i(rail_pg_i),
    .dom_ack_i(dom_ack_i), .clk_sys_valid_i(clk_sys_valid_i), .reset_pin_ni(reset_pin_ni), .key_i(key_i),
    .vbus_i(vbus_i), .protect_i(protect_i), .block_i(block_i), .wdt_bite_i(wdt_bite_i), .wdt_kick_i(wdt_kick_i),
    .hard_off_i(hard_off_i), .hold_off_i(hold_off_i), .rail_en_o(rail_en_o), .rail_lp_o(rail_lp_o),
    .dom_clk_en_o(dom_clk_en_o), .dom_iso_o(dom_iso_o), .dom_save_o(dom_save_o), .dom_restore_o(dom_restore_o),
    .dom_rst_no(dom_rst_no), .dom_sw_en_o(dom_sw_en_o), .clk_req_o(clk_sys_req_o), .sample_o(sample),
    .ram_on_o(ram_on_o), .vdd_ext_o(vdd_ext_o), .wake_event_i(wake_event), .aon_protect_i(protect),
    .aon_block_i(block), .aon_vbus_i(vbus_boot), .slp_enter_i(slp_enter),
    .slp_mode_i(enter_mode), .slp_off_i(slp_off), .core_tgt_i(core_tgt), .state_o(pwr_state_o), .ponr_o(ponr),
    .boot_go_o(boot_go), .restart_o(restart), .dom_boot_o(dom_boot), .dom_on_o(dom_on), .dom_gated_o(dom_gated)
  );

  pmu_battery #(
    .HAS_MONITOR(HAS_MONITOR), .HAS_CHARGER(HAS_CHARGER), .SAMPLE_TICKS(SAMPLE_TICKS), .VBUS_DEBOUNCE(VBUS_DEBOUNCE),
    .MON_NEEDED(MON_NEEDED), .MON_CFG_RST(MON_CFG_RST), .CHG_CAP(CHG_CAP), .CHG_CTRL_RST(CHG_CTRL_RST),
    .CHG_LIMIT_RST(CHG_LIMIT_RST),
    .CHG_TEMP_RST(CHG_TEMP_RST), .CHG_TIMER_RST(CHG_TIMER_RST)
  ) u_battery (
    .clk_sys_i(clk_sys_i), .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i(clk_aon_i), .rst_aon_ni(rst_aon_n),
    .now_i(now), .state_i(pwr_state_o), .mon_cfg_i(mon_cfg), .mon_cfg_wr_i(mon_cfg_wr), .mon_req_i(mon_convert),
    .mon_req_wr_i(mon_convert_wr), .mon_clr_fresh_i(mon_fresh_clr), .mon_clr_event_i(mon_clr),
    .mon_clr_wr_i(mon_clr_wr), .mon_intr_i(mon_intr), .mon_intr_wr_i(mon_intr_wr), .mon_result_o(mon_result),
    .mon_tick_o(mon_tick), .mon_fresh_o(mon_fresh), .mon_trip_o(mon_trip), .mon_sensor_o(mon_sensor),
    .mon_ready_o(mon_ready), .mon_defaults_o(mon_defaults), .mon_event_o(mon_event),
    .mon_busy_o(mon_busy), .chg_ctrl_i(chg_ctrl), .chg_ctrl_wr_i(chg_ctrl_wr), .chg_limit_i(chg_limit),
    .chg_limit_wr_i(chg_limit_wr), .chg_temp_i(chg_temp), .chg_temp_wr_i(chg_temp_wr), .chg_timer_i(chg_timer),
    .chg_timer_wr_i(chg_timer_wr), .chg_clr_event_i(chg_clr), .chg_clr_fault_i(chg_cmd[1]),
    .chg_kick_i(chg_cmd[0]),
    .chg_clr_wr_i(chg_clr_wr), .chg_intr_i(chg_intr), .chg_intr_wr_i(chg_intr_wr), .chg_state_o(chg_state),
    .chg_status_o(chg_status), .chg_type_o(chg_type),
    .chg_health_o(chg_health), .chg_zone_o(chg_zone), .chg_fold_o(chg_fold), .chg_limit_o(chg_limited),
    .chg_det_o(chg_attached), .chg_wd_expired_o(chg_wd_expired), .chg_on_o(chg_on), .chg_sinking_o(chg_sink),
    .chg_poor_o(chg_poor),
    .chg_worn_o(chg_worn),
    .chg_ma_o(chg_ma), .chg_mv_o(chg_mv), .chg_pre_min_o(chg_pre_min), .chg_fast_min_o(chg_fast_min),
    .chg_stale_o(chg_stale),
    .chg_event_o(chg_event), .chg_busy_o(chg_busy), .adc_en_o(adc_en_o), .adc_sample_o(adc_sample_o),
    .adc_chan_o(adc_chan_o), .adc_dac_o(adc_dac_o), .adc_cmp_i(adc_cmp_i), .vbus_det_i(vbus_det_i),
    .vbus_ovp_i(vbus_ovp_i), .loop_cv_i(loop_cv_i), .loop_iin_i(loop_iin_i), .loop_vin_i(loop_vin_i),
    .chg_en_o(chg_en_o), .chg_iset_o(chg_iset_o), .chg_vset_o(chg_vset_o), .chg_sink_o(chg_sink_o), .led_o(led_o),
    .wake_o(battery_wake), .protect_o(protect), .block_o(block), .vbus_boot_o(vbus_boot)
  );

endmodule
